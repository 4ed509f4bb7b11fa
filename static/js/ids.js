// Ids minted on the phone: 32 hex characters. crypto.randomUUID is missing on a plain-HTTP address, getRandomValues is not.

export function mint() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
