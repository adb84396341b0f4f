package admin.lists;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A list that is searched, sorted and paged where it is, so that a page of a thousand packages takes as much as one of fifty. For any
 * thread once it is set up.
 */
public final class Listing<T> {

    private static final int LARGEST_PAGE = 1_000;

    private final Supplier<List<T>> rows;
    private final List<Function<T, String>> texts = new ArrayList<>();
    private final Map<String, Column<T>> columns = new LinkedHashMap<>();
    private Function<T, ?> shown = Function.identity();

    private Listing(Supplier<List<T>> rows) {
        this.rows = rows;
    }

    /** A list without columns, of all that is there when somebody asks. */
    public static <T> Listing<T> of(Supplier<List<T>> rows) {
        return new Listing<>(rows);
    }

    /** The same, of which something else is told than what it has. */
    public Listing<T> shownAs(Function<T, ?> other) {
        shown = other;
        return this;
    }

    /** The same with something that is no column, and in which words are looked for, too. */
    public Listing<T> and(Function<T, String> text) {
        texts.add(text);
        return this;
    }

    /** The same with a column to order by, as people order texts, and in which words are looked for. */
    public Listing<T> by(String column, Function<T, String> value) {
        columns.put(column, new Column<>(row -> NaturalText.of(value.apply(row))));
        return and(value);
    }

    /** The same with a column to order by, by number. */
    public Listing<T> byNumber(String column, ToLongFunction<T> value) {
        columns.put(column, new Column<>(value::applyAsLong));
        return this;
    }

    /** The same with a column to order by, the earliest first; what has no time comes before. */
    public Listing<T> byTime(String column, Function<T, Optional<Instant>> value) {
        columns.put(column, new Column<>(row -> value.apply(row).orElse(Instant.MIN)));
        return this;
    }

    /** The names of the columns, the first one first. */
    public Set<String> columns() {
        return columns.keySet();
    }

    /**
     * Finds a page.
     *
     * @param filter words that a row has all, in any order and case
     * @param order a column; empty for the first. Rows that are equal there stay as they are, also if it is descending
     * @throws IllegalArgumentException if there is no such column, or the page cannot be
     */
    public Found find(String filter, String order, boolean isDescending, int page, int size) {
        if (page < 0 || size < 1 || size > LARGEST_PAGE) {
            throw new IllegalArgumentException("page must be 0 or more, and size 1 to %d".formatted(LARGEST_PAGE));
        }
        Column<T> column = order.isEmpty() ? columns.values().iterator().next() : columns.get(order);
        if (column == null) {
            throw new IllegalArgumentException("the list has no column %s to order by; these are: %s"
                    .formatted(order, String.join(", ", columns())));
        }
        List<T> all = rows.get();
        List<String> words = Stream.of(filter.toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        List<T> found = column.sorted(all.stream().filter(row -> words.isEmpty() || hasAll(row, words)), isDescending);
        int last = Math.max(0, (found.size() - 1) / size);
        int shownPage = Math.min(page, last);
        return new Found(
                all.size(),
                found.size(),
                shownPage,
                found.stream()
                        .skip((long) shownPage * size)
                        .limit(size)
                        .map(shown)
                        .toList());
    }

    /** @param key what rows are compared by, made once for each: it may be long */
    private record Column<T>(Function<T, Comparable<?>> key) {

        private record Keyed<T>(Comparable<Object> key, T row) {}

        @SuppressWarnings("unchecked") // the keys of a column are of one type
        List<T> sorted(Stream<T> rows, boolean isDescending) {
            Comparator<Keyed<T>> order = Comparator.comparing(Keyed::key);
            return rows.map(row -> new Keyed<>((Comparable<Object>) key.apply(row), row))
                    .sorted(isDescending ? order.reversed() : order)
                    .map(Keyed::row)
                    .toList();
        }
    }

    private boolean hasAll(T row, List<String> words) {
        String all = texts.stream().map(text -> text.apply(row)).collect(Collectors.joining("\n"));
        String plain = all.toLowerCase(Locale.ROOT);
        return words.stream().allMatch(plain::contains);
    }
}
