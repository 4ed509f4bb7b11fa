"""The living section: seams that thicken, notes that keep their place, veins; all in plain numbers."""

from server.charts.section import FILLS, Grain, Layer, Mark, Vein, heights, section


def layer(name: str, notes: int, theme: str = "", themes: tuple[str, ...] = ()) -> Layer:
    return Layer(name, name, tuple(Grain(100 + n, n % 3, theme, n) for n in range(1, notes + 1)), themes)


class TestSeams:
    def test_are_all_as_thin_before_the_first_note(self):
        assert heights([0, 0, 0], [1, 1, 1]) == ([0, 78, 156], 234)

    def test_thicken_with_their_notes_and_the_bedrock_sinks(self):
        assert heights([0, 21, 0], [1, 1, 1]) == ([0, 78, 539], 617)

    def test_fill_the_cut_once_there_are_notes_enough(self):
        assert heights([2 * FILLS, FILLS], [1, 1]) == ([0, 641], 1000)

    def test_leave_room_for_a_long_name(self):
        drawn = section([Layer("g1", "Incivilités, propreté, espace", ()), Layer("g2", "Bancs", ())])
        assert [(seam.lines, seam.top, seam.thick) for seam in drawn.seams] == [(2, 0, 111), (1, 111, 78)]

    def test_of_thirty_gisements_stay_within_the_cut(self):
        tops, floor = heights([9] * 30, [2] * 30)
        assert (tops[:3], floor) == ([0, 33, 66], 996)


class TestNotes:
    def test_keep_their_place_when_others_come_or_go(self):
        some, more = section([layer("g1", 6)]), section([layer("g1", 40), layer("g2", 30)])
        assert set(some.seams[0].marks) <= set(more.seams[0].marks)
        gone = Layer("g1", "g1", tuple(one for one in layer("g1", 6).grains if one.seq != 103))
        assert set(section([gone]).seams[0].marks) == {one for one in some.seams[0].marks if one.seq != 103}

    def test_lie_on_the_vein_of_their_theme(self):
        drawn = section([layer("g1", 3, "t1", ("t1",))]).seams[0]
        assert drawn.veins == (Vein("t1", 500, 1),)
        assert [(mark.x, mark.y) for mark in drawn.marks] == [(611, 524), (252, 463), (833, 455)]

    def test_beyond_a_number_are_pressed_together_by_kind(self):
        drawn = section([layer("g1", 12)], 6)
        heaps = [mark for mark in drawn.seams[0].marks if not mark.seq]
        assert heaps == [Mark(0, 0, 80, 500, 2), Mark(0, 1, 200, 500, 2), Mark(0, 2, 320, 500, 2)]
        assert ([mark.seq for mark in drawn.seams[0].marks[3:]], drawn.pressed) == ([107, 108, 109, 110, 111, 112], 6)


class TestVeins:
    def test_are_the_largest_themes_in_the_order_of_the_wall(self):
        held = [("t1", 1), ("t2", 5), ("t3", 20), ("t4", 9), ("t5", 2)]
        grains = tuple(Grain(n, 0, theme, n) for theme, notes in held for n in range(notes))
        drawn = section([Layer("g1", "Bancs", grains, tuple(theme for theme, _ in held))])
        assert drawn.seams[0].veins == (Vein("t2", 200, 2), Vein("t3", 400, 4), Vein("t4", 600, 3), Vein("t5", 800, 1))
