"""A room in a box: the machine's own addresses, and `filon serve --lan`, which tells them to a room without a technician."""

import pytest

from server.network import address, lan_addresses
from tests.clients import Site
from tests.servers import lan_running

on_a_network = pytest.mark.skipif(not lan_addresses(), reason="this machine is on no network")


def test_no_address_of_the_machine_alone_is_told():
    assert [one for one in lan_addresses() if one.startswith("127.")] == []
    assert len(set(lan_addresses())) == len(lan_addresses())


def test_an_address_is_where_phones_find_the_machine():
    assert address("127.0.0.1", 8000) == "http://127.0.0.1:8000"
    assert address("::1", 8000) == "http://[::1]:8000"
    assert address("0.0.0.0", 80) == f"http://{[*lan_addresses(), '127.0.0.1'][0]}:80"


@on_a_network
def test_serving_the_room_s_network_tells_the_address_its_qr_code_and_what_stands_in_the_way(tmp_path):
    with lan_running(tmp_path / "data", FILON_PUBLIC_URL="https://filon.example") as said:
        url = said[0].removeprefix("Filon écoute : ")
        links = Site(url).open_room().links
    assert url.rpartition(":")[0] == f"http://{lan_addresses()[0]}"
    assert links["join_url"] == f"{url}/r/{links['code']}"
    assert sum("█" in line for line in said) > 10
    advice = "\n".join(said)
    assert [
        one for one in ("isolation", "Pare-feu", "invités", "http://", url.rpartition(":")[2]) if one not in advice
    ] == []
