"""The values of a sentence read from right to left, each laid out by its own letters."""

import pytest
from markupsafe import Markup

from server.html import environment
from server.i18n import NAMES, gettext, isolated, ngettext, speaking

LEFT_TO_RIGHT = sorted(set(NAMES) - {"ar"})


def test_words_are_isolated_in_arabic_and_numbers_are_not():
    with speaking("ar"):
        assert gettext("« {theme} » : {count}").format(theme="Habitants", count=3) == "« \u2068Habitants\u2069 » : 3"
        assert (
            ngettext("{who} : {n} fois", "{who} : {n} fois", 3).format(who="La Poste", n=3)
            == "\u2068La Poste\u2069 : 3 fois"
        )


@pytest.mark.parametrize("code", LEFT_TO_RIGHT)
def test_a_sentence_read_from_left_to_right_is_as_it_was(code):
    with speaking(code):
        assert gettext("« {theme} » : {count}").format(theme="Habitants", count=3) == "« Habitants » : 3"


def test_a_template_says_values_so_escaped_unless_they_are_tags():
    page = environment().from_string(
        "{{ _('%(one)s, %(two)s, %(three)s%(none)s', one='a<b', two='<i>c</i>' | safe, three=3, none='') }}"
    )
    assert page.render() == "a&lt;b, <i>c</i>, 3"
    with speaking("ar"):
        assert page.render() == "\u2068a&lt;b\u2069, \u2068<i>c</i>\u2069, 3"


def test_what_is_counted_is_a_number_whatever_goes_with_it():
    page = environment().from_string("{{ ngettext('%(num)s de %(who)s', '%(num)s de %(who)s', 2, who='Sam') }}")
    with speaking("ar"):
        assert page.render() == "2\u00a0de \u2068Sam\u2069"


def test_a_value_that_is_tags_stays_so():
    with speaking("ar"):
        assert isolated({"at": Markup("<b>1</b>")}) == {"at": Markup("\u2068<b>1</b>\u2069")}
        assert isinstance(isolated({"at": Markup("<b>1</b>")})["at"], Markup)
