"""The addresses of this machine on its networks, and what phones need to reach them."""

import fcntl
import ipaddress
import socket
import struct
from contextlib import suppress

EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - what people ask for
SIOCGIFADDR = 0x8915
"""Linux: the IPv4 address of an interface."""
VIRTUAL = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "tun", "tap", "wg", "lxc", "podman", "cni")
"""Interfaces that no phone of the room is on: containers, virtual machines, tunnels."""
ADVICE = """Si un téléphone n’ouvre pas cette adresse :
  - Même réseau : il doit être sur le même Wi-Fi que cette machine, pas sur la 4G.
  - Wi-Fi « invités » : il sépare souvent les appareils (« isolation des clients »).
    Demandez qu’on lève cette isolation, ou prenez un routeur ou un partage de connexion à vous.
  - Pare-feu : autorisez le port {port} sur cette machine (avec ufw : sudo ufw allow {port}/tcp).
  - VPN : coupez-le, sur cette machine et sur le téléphone.
  - Tapez bien http:// devant l’adresse, et non https://.
Gardez cette machine branchée et éveillée : sans elle, la salle s’arrête."""


def address(host: str, port: int) -> str:
    """Where phones find this machine: its address on the local network when it listens everywhere."""
    if host in EVERYWHERE:
        host = next(iter(lan_addresses()), "127.0.0.1")
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def lan_addresses() -> list[str]:
    """This machine's IPv4 addresses on its networks: first the one it would write to a far machine from, last those that it gave
    itself for want of a network's (169.254…)."""
    found = [one for _, name in socket.if_nameindex() if not name.startswith(VIRTUAL) and (one := _of_interface(name))]
    found = [
        one for one in dict.fromkeys((_towards_afar(), *found)) if one and not ipaddress.ip_address(one).is_loopback
    ]
    return sorted(found, key=lambda one: ipaddress.ip_address(one).is_link_local)


def _towards_afar() -> str:
    """Connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("198.51.100.1", 9))
        return str(probe.getsockname()[0])
    return ""


def _of_interface(name: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        answer = fcntl.ioctl(probe, SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
        return socket.inet_ntoa(answer[20:24])
    return ""
