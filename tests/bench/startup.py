"""From `filon serve` to the first answers, on an empty data folder: the encoder must not hold them back."""

from statistics import median

from tests.bench.child import serving

RUNS = 3


def main() -> None:
    figures = [_measure() for _ in range(RUNS)]
    for n, name in enumerate(("/healthz", "première page (/)", "page d'un téléphone", "encodeur chargé")):
        times = [run[n] for run in figures]
        print(f"  {name:<22}{median(times):6.2f} s  (médiane de {RUNS}, de {min(times):.2f} à {max(times):.2f})")


def _measure() -> tuple[float, float, float, float]:
    with serving() as server:
        alive, home = server.seconds_until("/healthz"), server.seconds_until("/")
        phone = server.seconds_until(f"/r/{server.open_room()['code']}")
        return alive, home, phone, server.seconds_until("/readyz", "grouping")
