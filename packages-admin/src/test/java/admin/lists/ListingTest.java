package admin.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListingTest {

    private record Ship(String name, int masts, Optional<Instant> launched) {}

    private final List<Ship> ships = new ArrayList<>(List.of(
            new Ship("Carrack 10", 4, Optional.of(Instant.ofEpochSecond(20))),
            new Ship("carrack 9", 3, Optional.empty()),
            new Ship("Caravel", 2, Optional.of(Instant.ofEpochSecond(10)))));

    private final Listing<Ship> listing = Listing.of(() -> ships)
            .shownAs(Ship::name)
            .and(one -> String.valueOf(one.masts()))
            .by("name", Ship::name)
            .byNumber("masts", Ship::masts)
            .byTime("launched", Ship::launched);

    private List<?> rows(String filter, String order, boolean isDescending) {
        return listing.find(filter, order, isDescending, 0, 50).rows();
    }

    @Test
    void itIsOrderedAsPeopleOrderTexts() {
        assertThat(rows("", "", false)).isEqualTo(List.of("Caravel", "carrack 9", "Carrack 10"));
        assertThat(rows("", "name", true)).isEqualTo(List.of("Carrack 10", "carrack 9", "Caravel"));
    }

    @Test
    void numbersAndTimesHaveTheirOwnOrder() {
        assertThat(rows("", "masts", true)).isEqualTo(List.of("Carrack 10", "carrack 9", "Caravel"));
        assertThat(rows("", "launched", false)).isEqualTo(List.of("carrack 9", "Caravel", "Carrack 10"));
    }

    @Test
    void aRowHasAllWordsInAnyOrderAndCase() {
        assertThat(rows("4 CARR", "", false)).isEqualTo(List.of("Carrack 10"));
        Found found = listing.find("  carr ", "", false, 0, 50);
        assertThat(found.all()).isEqualTo(3);
        assertThat(found.found()).isEqualTo(2);
        assertThat(rows("galley", "", false)).isEmpty();
    }

    @Test
    void aPageThatHasGoneIsTheLast() {
        ships.clear();
        IntStream.range(0, 120).forEach(i -> ships.add(new Ship("ship " + i, i, Optional.empty())));
        Found third = listing.find("", "masts", false, 2, 50);
        assertThat(third.rows()).hasSize(20).first().isEqualTo("ship 100");
        assertThat(listing.find("", "masts", false, 9, 50)).isEqualTo(third);
        ships.clear();
        assertThat(listing.find("", "masts", false, 9, 50)).isEqualTo(new Found(0, 0, 0, List.of()));
    }

    @Test
    void whatCannotBeIsSaid() {
        assertThatThrownBy(() -> listing.find("", "colour", false, 0, 50))
                .hasMessage("the list has no column colour to order by; these are: name, masts, launched");
        for (int[] wrong : new int[][] {{-1, 50}, {0, 0}, {0, 1_001}}) {
            assertThatThrownBy(() -> listing.find("", "", false, wrong[0], wrong[1]))
                    .hasMessage("page must be 0 or more, and size 1 to 1000");
        }
    }

    @Test
    void rowsThatAreEqualStayAsTheyAre() {
        ships.clear();
        for (String name : List.of("c", "a", "b")) {
            ships.add(new Ship(name, 3, Optional.empty()));
        }
        assertThat(rows("", "masts", false)).isEqualTo(List.of("c", "a", "b"));
        assertThat(rows("", "masts", true)).isEqualTo(List.of("c", "a", "b"));
    }

    @Test
    void numbersInTextsAreNumbers() {
        List<String> texts = List.of("1.10", "1.9", "a", "1.9.1", "", "99999999999999999999", "9", "٤", "٣");
        assertThat(texts.stream().sorted(Comparator.comparing(NaturalText::of)))
                .containsExactly("", "1.9", "1.9.1", "1.10", "9", "99999999999999999999", "a", "٣", "٤");
        assertThat(NaturalText.of("Ship 007").compareTo(NaturalText.of("ship 7")))
                .isZero();
    }
}
