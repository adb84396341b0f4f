package org.carrack.runtime.data.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.carrack.data.Condition;
import org.carrack.data.DataException;
import org.carrack.data.DataException.Kind;
import org.carrack.data.Indexed;
import org.carrack.data.Query;
import org.carrack.data.Stored;
import org.carrack.data.Unique;
import org.carrack.runtime.data.internal.migration.MigrationException;
import org.carrack.runtime.data.internal.migration.Migrations;
import org.carrack.runtime.data.internal.schema.SchemaRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of models on a real database, each test on an empty one. */
abstract class RecordsTest {

    private static final String EVERYTHING = """
            @url = tests.all.thing.1
            name** = ""
            color** = "red,green,blue" (E)
            count** = 0 (I)
            big = (I64)
            price = (F)
            on = (B)
            part = (P)
            money = (N)
            day** = (D)
            moment = (T)
            wait = 1h (duration)
            tags = (LS)
            numbers = (LI)
            extra = (dict)
            free = (json)
            blob = (bytes)
            note = (multiline)
            mail = (email)
            host = (ipaddr)
            port = (ipport)
            net = (iprange)
            phone = (tel)
            site = (url)
            key = (guid)
            where = (path)
            pair = (h)
            child = (O) !tests.all.child.1
            children = (LO) !tests.all.child.1

            @url = tests.all.child.1
            level** = 7 (I)
            title = "untitled"
            """;

    private final List<String> heard = new ArrayList<>();

    /** An empty database. */
    abstract DataSource database() throws SQLException;

    private TableRecords records(ModelSchema schema, String version) throws SQLException, MigrationException {
        ModelTable table = new ModelTable(schema);
        SchemaRequest request = new SchemaRequest(List.of(table.request()), List.of(), version, List.of());
        try (Migrations migrations = new Migrations(database(), "here", Duration.ofSeconds(1), (name, v) -> false)) {
            migrations.migrate("tests", version, 0, request, schema.location()).commit();
        }
        DataSource database = database();
        return new TableRecords(
                table, () -> database, (action, id, value) -> heard.add(action + " " + id + " " + value.isPresent()));
    }

    private TableRecords records(String text) throws Exception {
        return records(ModelLanguage.read("models/m.toml", text), "1.0.0");
    }

    private static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    @Test
    void everyTypeIsKept() throws Exception {
        TableRecords things = records(EVERYTHING);
        Map<String, Object> given = map(
                "name", "'; drop table \"tests_all_thing_1\"; -- ünï 😀",
                "color", "green",
                "count", -5,
                "big", Long.MIN_VALUE,
                "price", 1.5,
                "on", true,
                "part", "10%",
                "money", "10 EUR",
                "day", "2026/02/28",
                "moment", 1_772_284_200L,
                "tags", List.of("a", "b\"c"),
                "numbers", List.of(1, 2),
                "extra", Map.of("x", Map.of("y", 1L)),
                "free", List.of(1L, "two"),
                "blob", "AAEC",
                "note", "x\ny",
                "mail", "Ada@Example.com",
                "host", "localhost",
                "port", 8901,
                "net", "10.0.0.0/8",
                "phone", "+32 475 123456",
                "site", "https://example.com/a?b",
                "where", "/a/b",
                "pair", "1:2",
                "child", Map.of("level", 3),
                "children", List.of(Map.of("title", "t"), Map.of()));
        Stored<Map<String, Object>> added = things.add(given);
        Stored<Map<String, Object>> read = things.get(added.id()).orElseThrow();
        assertThat(read.value()).isEqualTo(added.value());
        assertThat(read.value())
                .containsEntry("name", given.get("name"))
                .containsEntry("color", 1L)
                .containsEntry("part", 0.1)
                .containsEntry("money", "10 EUR")
                .containsEntry("day", 1_772_236_800L)
                .containsEntry("wait", 3600L)
                .containsEntry("mail", "ada@example.com")
                .containsEntry("host", "127.0.0.1")
                .containsEntry("pair", List.of(1L, 2L))
                .containsEntry("child", Map.of("level", 3L, "title", "untitled"))
                .containsEntry(
                        "children",
                        List.of(Map.of("level", 7L, "title", "t"), Map.of("level", 7L, "title", "untitled")));
        Stored<Map<String, Object>> plain = things.add(Map.of("name", "plain"));
        assertThat(things.get(plain.id()).orElseThrow().value())
                .containsEntry("color", 0L)
                .containsEntry("big", Long.MAX_VALUE)
                .containsEntry("day", 0L)
                .containsEntry("port", 65_535L)
                .containsEntry("net", "::/128")
                .doesNotContainKey("phone");
        assertThat(things.find(Query.where(Condition.equal("child__level", 3))))
                .extracting(Stored::id)
                .containsExactly(added.id());
    }

    @Test
    void findsByConditionsInOrderAndByPages() throws Exception {
        TableRecords things = records(EVERYTHING);
        for (int i = 1; i <= 20; i++) {
            things.add(map("name", "n%02d".formatted(i), "count", i % 5, "color", i % 2 == 0 ? "red" : "blue"));
        }
        assertThat(names(things, Query.where(Condition.equal("count", 0)).orderByDescending("name")))
                .containsExactly("n20", "n15", "n10", "n05");
        assertThat(names(
                        things,
                        Query.where(Condition.equal("color", "red")
                                .and(Condition.atLeast("count", 3).or(Condition.equal("name", "n02"))))))
                .containsExactly("n02", "n04", "n08", "n14", "n18");
        assertThat(names(things, Query.where(Condition.prefix("name", "n1")).page(3, 1)))
                .containsExactly("n13", "n14", "n15");
        assertThat(names(things, Query.where(Condition.prefix("name", "n_")))).isEmpty();
        assertThat(names(things, Query.where(Condition.in("name", List.of("n03", "n01", "nosuch")))))
                .containsExactly("n01", "n03");
        assertThat(things.count(Condition.less("count", 1).or(Condition.greater("count", 3))))
                .isEqualTo(8);
        assertThat(things.count(Condition.in("name", List.of()))).isZero();
        assertThat(things.count(Condition.notEqual("color", "red"))).isEqualTo(10);
        List<Long> all = new ArrayList<>();
        things.each(Query.ALL, stored -> all.add(stored.id()));
        assertThat(all).hasSize(20).isSorted();
        assertThat(things.getByName("n07")).isPresent();
        assertThat(things.getByName("nosuch")).isEmpty();
    }

    private static List<Object> names(TableRecords records, Query query) {
        return records.find(query).stream()
                .map(stored -> stored.value().get("name"))
                .toList();
    }

    @Test
    void whoChangesSaysWhatTheyHaveSeen() throws Exception {
        TableRecords things = records("@url = tests.a.thing\nname** = \"\"\ncount = 0");
        Stored<Map<String, Object>> first = things.add(map("name", "a"));
        Stored<Map<String, Object>> second = things.set(new Stored<>(first.id(), 0, map("name", "a", "count", 1)));
        assertThat(second.revision()).isEqualTo(1);
        assertThatThrownBy(() -> things.set(new Stored<>(first.id(), 0, map("name", "a", "count", 2))))
                .satisfies(e -> assertThat(((DataException) e).kind()).isEqualTo(Kind.STALE))
                .hasMessage("the record %d of tests.a.thing was changed by somebody else; read it again"
                        .formatted(first.id()));
        assertThatThrownBy(() -> things.set(new Stored<>(99, 0, map("name", "b"))))
                .hasMessage("there is no record 99 of tests.a.thing");
        assertThat(things.get(first.id()).orElseThrow().value()).containsEntry("count", 1L);
        assertThatThrownBy(() -> things.add(map("name", "a")))
                .satisfies(e -> assertThat(((DataException) e).kind()).isEqualTo(Kind.CONFLICT))
                .hasMessage(
                        "the model tests.a.thing has a record with that value of name already, which must be unique");
        assertThatThrownBy(() -> things.add(map("name", ""))).hasMessageContaining("is unique and cannot be empty");
        assertThatThrownBy(() -> things.add(map("nosuch", 1)))
                .hasMessage("the model tests.a.thing has no field nosuch; these are: name, count");
        assertThat(things.delete(first.id())).isTrue();
        assertThat(things.delete(first.id())).isFalse();
        assertThat(things.exists(first.id())).isFalse();
        things.add(map("name", "b"));
        assertThat(things.destroy()).isEqualTo(1);
        assertThat(heard)
                .containsExactly(
                        "ADDED %d true".formatted(first.id()),
                        "CHANGED %d true".formatted(first.id()),
                        "DELETED %d false".formatted(first.id()),
                        "ADDED %d true".formatted(heardId(3)),
                        "DELETED 0 false");
    }

    private long heardId(int index) {
        return Long.parseLong(heard.get(index).split(" ")[1]);
    }

    /** Where callers can put names and values: columns that there are alone, and bound values. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "name = 1 or 1=1; drop table tests_a_thing; --",
                "name\" = 1 or \"1\"=\"1",
                "1=1) or (1",
                "count(*)",
                "\"id\"",
                "ID",
                "name desc, (select 1)",
                "' or ''='",
                "%",
                "name\0"
            })
    void whatIsSentIsNeverPartOfAStatement(String attack) throws Exception {
        TableRecords things = records("@url = tests.a.thing\nname** = \"\"\ncount = 0");
        things.add(map("name", "a"));
        assertThatThrownBy(() -> things.find(Query.where(Condition.equal(attack, 1))))
                .isInstanceOf(DataException.class);
        assertThatThrownBy(() -> things.find(Query.ALL.orderBy(attack))).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> things.count(Condition.prefix(attack, ""))).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> things.add(map(attack, 1))).isInstanceOf(DataException.class);
        Condition[] bound = {
            Condition.equal("name", attack), Condition.prefix("name", attack), Condition.in("name", List.of(attack))
        };
        for (Condition condition : bound) {
            try {
                assertThat(things.count(condition)).isZero();
            } catch (DataException e) {
                assertThat(e.kind()).isEqualTo(Kind.INVALID);
            }
        }
        assertThat(things.count(Condition.all())).isEqualTo(1);
    }

    @Test
    void aSchemaThatChangesLosesNoRecord() throws Exception {
        records("@url = tests.a.thing\nname** = \"\"\nold = \"x\"\nnumber = 1 (I)")
                .add(map("name", "a", "number", 12));
        TableRecords newer = records(
                ModelLanguage.read("m.toml", "@url = tests.a.thing\nname** = \"\"\nnumber = \"\" (S)\nfresh** = 5 (I)"),
                "1.1.0");
        Map<String, Object> there = newer.getByName("a").orElseThrow().value();
        assertThat(there).containsEntry("number", "12");
        newer.set(new Stored<>(newer.getByName("a").orElseThrow().id(), 0, map("name", "a", "fresh", 6)));
        assertThat(newer.count(Condition.equal("fresh", 6))).isEqualTo(1);
        // The one before gets along with what the newer has left.
        TableRecords again = records(
                ModelLanguage.read("m.toml", "@url = tests.a.thing\nname** = \"\"\nold = \"x\"\nnumber = \"\" (S)"),
                "1.2.0");
        assertThat(again.getByName("a").orElseThrow().value()).containsEntry("old", "x");
    }

    enum Mood {
        GOOD,
        BAD
    }

    record Inner(int a, List<String> b) {}

    record Greeting(
            @Unique String name,
            @Indexed int times,
            long total,
            double share,
            boolean isNew,
            Mood mood,
            LocalDate day,
            LocalDateTime moment,
            Inner inner,
            @Nullable String note,
            Optional<Integer> maybe) {}

    private static List<Object> found(TableRecords records, String field, Query query) {
        return records.find(query).stream()
                .map(stored -> stored.value().get(field))
                .toList();
    }

    @Test
    void moneyIsComparedAsNumbersAndEnumerationsByTheirPlaces() throws Exception {
        TableRecords things = records("""
                @url = tests.offer
                cost** = (N)
                level** = "low,mid,high" (E)
                """);
        for (Object cost : List.of(5, 10, 100, 9, -3, 0.5, "2 EUR")) {
            things.add(map("cost", cost));
        }
        assertThat(found(
                        things,
                        "cost",
                        Query.where(Condition.greater("cost", 5)).orderBy("cost")))
                .containsExactly(9L, 10L, 100L);
        assertThat(found(things, "cost", Query.where(Condition.equal("cost", "10 USD"))))
                .containsExactly(10L);
        assertThat(found(things, "cost", Query.where(Condition.in("cost", List.of("2 EUR", 0.5)))))
                .containsExactly(0.5, "2 EUR");
        assertThatThrownBy(() -> things.find(Query.where(Condition.less("cost", "3 EUR"))))
                .hasMessageContaining("no rate for 3 EUR");
        things.destroy();
        for (String level : List.of("high", "low", "mid")) {
            things.add(map("level", level));
        }
        assertThat(found(things, "level", Query.where(Condition.all()).orderByDescending("level")))
                .containsExactly(2L, 1L, 0L);
        assertThat(found(
                        things,
                        "level",
                        Query.where(Condition.atLeast("level", "mid")).orderBy("level")))
                .containsExactly(1L, 2L);
    }

    @Test
    void whatIsNewInASchemaHasItsDefaultInTheRecordsThatAreThere() throws Exception {
        TableRecords old = records("""
                @url = tests.grown
                name** = ""
                """);
        long id = old.add(map("name", "one")).id();
        TableRecords grown = records(ModelLanguage.read("models/m.toml", """
                @url = tests.grown
                name** = ""
                age** = 7 (I)
                city = "Gent's" (S)
                nothing = "" (S)
                on = true (B)
                day = "2020/01/01" (D)
                cost = 3.5 (N)
                tags = "a,b" (LS)
                level = "low,high" (E)
                inner = (O) !tests.inner

                @url = tests.inner
                depth = 4 (I)
                """), "1.1.0");
        assertThat(grown.get(id).orElseThrow().value())
                .isEqualTo(grown.get(grown.add(map("name", "two")).id()).orElseThrow().value().entrySet().stream()
                        .collect(java.util.stream.Collectors.toMap(
                                Map.Entry::getKey, e -> e.getKey().equals("name") ? "one" : e.getValue())));
        assertThat(grown.count(Condition.equal("age", 7).and(Condition.greater("cost", 3))))
                .isEqualTo(2);
    }

    @Test
    void textsMayBeLongAlsoWhereTheyHaveAnIndex() throws Exception {
        TableRecords mails = records("""
                @url = tests.mail
                name = ""
                body** = "" (S)
                """);
        // Of many letters, so that no database makes it short.
        String body = "Dear Ada, "
                + new java.util.Random(1)
                        .ints(100_000, 0x20, 0x2000)
                        .filter(Character::isLetter)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        mails.add(map("name", "1", "body", body));
        mails.add(map("name", "2", "body", body + "."));
        mails.add(map("name", "3", "body", "100%"));
        assertThat(found(mails, "name", Query.where(Condition.equal("body", body))))
                .containsExactly("1");
        assertThat(found(mails, "name", Query.where(Condition.prefix("body", "Dear A"))))
                .containsExactly("1", "2");
        assertThat(found(mails, "name", Query.where(Condition.prefix("body", body))))
                .containsExactly("1", "2");
        assertThat(found(mails, "name", Query.where(Condition.prefix("body", "100%"))))
                .containsExactly("3");
        assertThat(found(mails, "name", Query.where(Condition.in("body", List.of("100%", body)))))
                .containsExactly("1", "3");
        assertThatThrownBy(() -> mails.add(map("name", "n".repeat(601))))
                .hasMessageContaining("it is unique, and so has at most 600 characters");
    }

    @Test
    void aRecordWhoseOtherValuesAreNoneOfTheirFieldsAnyMoreCanBeChanged() throws Exception {
        TableRecords old = records("""
                @url = tests.retyped
                name = ""
                x = (S)
                """);
        long id = old.add(map("name", "one", "x", "bad")).id();
        TableRecords retyped = records(ModelLanguage.read("models/m.toml", """
                @url = tests.retyped
                name = ""
                x = (email)
                """), "1.1.0");
        assertThat(retyped.change(id, map("name", "two"), null).orElseThrow().value())
                .containsEntry("name", "two")
                .containsEntry("x", "bad");
        assertThatThrownBy(() -> retyped.change(id, map("x", "worse"), null)).hasMessageContaining("is no email");
    }

    @Test
    void numbersMayBeLongAndTextsAreWhole() throws Exception {
        TableRecords things = records("""
                @url = tests.large
                free = (dict)
                text = (S)
                """);
        String json = "{\"free\": {\"n\": 12345678901234567890}}";
        @SuppressWarnings("unchecked")
        Map<String, Object> given = (Map<String, Object>) StructureCodec.parse(json);
        long id = things.add(given).id();
        assertThat(String.valueOf(things.get(id).orElseThrow().value().get("free")))
                .isEqualTo("{n=12345678901234567890}");
        assertThatThrownBy(() -> things.add(map("text", "\ud800"))).hasMessageContaining("half of a character");
    }

    /** Prices and times. */
    record Ticket(@Indexed BigDecimal price, @Indexed Duration pause) {}

    @Test
    void decimalsAndDurationsOfJavaAreCompared() throws Exception {
        TableRecords plain = records(RecordModels.of("tests", Ticket.class), "1.0.0");
        TypedRecords<Ticket> tickets = new TypedRecords<>(() -> plain, Ticket.class);
        for (String price : List.of("5", "10.00", "100", "9.5")) {
            tickets.add(new Ticket(new BigDecimal(price), Duration.ofMinutes(new BigDecimal(price).longValue())));
        }
        assertThat(found(
                        plain,
                        "price",
                        Query.where(Condition.greater("price", 7)).orderBy("price")))
                .extracting(String::valueOf)
                .containsExactly("9.5", "10", "100");
        assertThat(tickets.find(Query.where(Condition.greater("pause", "PT9M")).orderByDescending("pause")))
                .extracting(stored -> stored.value().pause())
                .containsExactly(Duration.ofMinutes(100), Duration.ofMinutes(10));
        assertThat(tickets.count(Condition.equal("price", "10.0"))).isEqualTo(1);
    }

    @Test
    void manyMayChangeOneRecordAtOnceWhoHaveNotSaidWhatTheySaw() throws Exception {
        TableRecords things = records("""
                @url = tests.count
                a = 0 (I)
                b = 0 (I)
                """);
        long id = things.add(map()).id();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> changes = new ArrayList<>();
            for (int i = 1; i <= 100; i++) {
                Map<String, Object> change = map(i % 2 == 0 ? "a" : "b", i);
                changes.add(threads.submit(() -> things.change(id, change, null)));
            }
            for (Future<?> change : changes) {
                change.get();
            }
        } finally {
            threads.shutdownNow();
        }
        Stored<Map<String, Object>> now = things.get(id).orElseThrow();
        assertThat(now.revision()).isEqualTo(100);
        // Who changes one field leaves the other as somebody else has made it.
        assertThat(now.value()).doesNotContainEntry("a", 0L).doesNotContainEntry("b", 0L);
        assertThatThrownBy(() -> things.change(id, map("a", 1), 99L)).hasMessageContaining("by somebody else");
        assertThat(things.change(id + 1, map("a", 1), null)).isEmpty();
    }

    @Test
    void javaRecordsAreModels() throws Exception {
        ModelSchema schema = RecordModels.of("tests", Greeting.class);
        assertThat(schema.url()).isEqualTo("tests.greeting");
        TableRecords plain = records(schema, "1.0.0");
        TypedRecords<Greeting> greetings = new TypedRecords<>(() -> plain, Greeting.class);
        Greeting hello = new Greeting(
                "hello",
                3,
                5_000_000_000L,
                0.25,
                true,
                Mood.BAD,
                LocalDate.of(2026, 2, 28),
                LocalDateTime.of(2026, 2, 28, 12, 30),
                new Inner(1, List.of("x")),
                null,
                Optional.of(4));
        Stored<Greeting> stored = greetings.add(hello);
        assertThat(greetings.get(stored.id()).orElseThrow().value()).isEqualTo(hello);
        assertThat(greetings.find(
                        Query.where(Condition.equal("mood", "BAD").and(Condition.greater("day", "2026-01-01")))))
                .extracting(Stored::value)
                .containsExactly(hello);
        assertThat(plain.get(stored.id()).orElseThrow().value())
                .containsEntry("mood", "BAD")
                .containsEntry("moment", "2026-02-28T12:30");
        assertThatThrownBy(() -> plain.add(map("name", "x"))).hasMessageContaining("must have a value");
        assertThat(Stream.of(greetings.count(Condition.all()))).containsExactly(1L);
    }
}
