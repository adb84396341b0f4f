package org.carrack.runtime.search.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.spi.search.SearchDocument;
import org.carrack.spi.search.SearchException;
import org.carrack.spi.search.SearchIndex;
import org.carrack.spi.search.SearchQuery;
import org.carrack.spi.search.SearchResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LuceneIndexTest {

    @TempDir
    Path folder;

    private SearchIndex index;

    @BeforeEach
    void open() {
        index = new LuceneIndexes(folder).open("wikis", 1);
    }

    @AfterEach
    void close() {
        index.close();
    }

    private static SearchDocument page(String id, String language, String title, String text) {
        return new SearchDocument(id, Integer.toHexString(text.hashCode()), language, title, List.of(), text);
    }

    private SearchResult search(String text, String... groups) {
        return index.search(new SearchQuery(text, Set.of(groups), 0, 10));
    }

    private List<String> found(String text) {
        return search(text, "shop").hits().stream().map(SearchResult.Hit::id).toList();
    }

    /** With what matches in brackets. */
    private static String shown(List<SearchResult.Part> parts) {
        return parts.stream()
                .map(part -> part.isMatch() ? "[" + part.text() + "]" : part.text())
                .collect(Collectors.joining());
    }

    private void has(SearchDocument... pages) {
        index.update("shop", Arrays.asList(pages), List.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
                    database                | a word
                    DATABASE                | in capitals
                    data                    | the beginning of one
                    run                     | another form of it: running
                    "connection pool"       | words in quotes
                    max_connections         | code as a whole
                    connections             | a part of code after an underscore
                    fooBar                  | code with a hump
                    bar                     | a part of it
                    foobar                  | it in small letters
                    spring-boot             | a word with a hyphen
                    boot                    | a part of it
                    org.carrack.http        | a name with dots
                    carrack                 | a part of it
                    v1.2.3                  | a version
                    C++                     | a name that ends with signs
                    (database               | an open bracket
                    database NOT pool       | what is no operator
                    """)
    void isFound(String looked, String why) {
        has(
                page(
                        "guide",
                        "en",
                        "Guide",
                        "The database is running, and the connection pool has max_connections and fooBar. C++ and spring-boot of org.carrack.http v1.2.3"),
                page("other", "en", "Other", "Nothing of that kind."));
        assertThat(found(looked))
                .as(why)
                .containsExactly(looked.contains("NOT") ? new String[0] : new String[] {"guide"});
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
                    "pool connection"
                    "connection poo"
                    tabase
                    database missing
                    """)
    void isNotFound(String looked) {
        has(page("guide", "en", "Guide", "The database has a connection pool."));
        assertThat(found(looked)).isEmpty();
    }

    @Test
    void chineseJapaneseAndKoreanWordsAreFound() {
        has(
                page("zh", "", "安装指南", "在安装数据库之前，请先配置服务器。然后启动搜索服务。"),
                page("ja", "", "インストール", "データベースを設定してからサーバーを起動します。"),
                page("ko", "", "설치", "데이터베이스를 설정한 다음 서버를 시작합니다."));
        for (String word : List.of("数据库", "服务器", "搜索", "库", "安装")) {
            assertThat(found(word)).as(word).contains("zh");
        }
        for (String word : List.of("サーバー", "設定", "データベース")) {
            assertThat(found(word)).as(word).contains("ja");
        }
        assertThat(found("서버")).contains("ko");
        assertThat(found("務器")).isEmpty();
    }

    @Test
    void languagesHaveTheirOwnRules() {
        has(
                page("de", "de", "Häuser", "Die Häuser der Stadt sind alt."),
                page("fr", "", "Chevaux", "Les chevaux sont dans la cour, et nous les avons vus avec une amie."),
                page("unknown", "xx", "Xx", "kein Regelwerk"));
        assertThat(found("haus")).as("as the front matter says").contains("de");
        assertThat(found("cheval")).as("as the common words say").contains("fr");
        assertThat(found("regelwerk")).contains("unknown");
    }

    @Test
    void titlesComeFirstAndWhatMatchesIsMarked() {
        has(
                page("second", "en", "Other things", "Here is a word about backups. " + "And more. ".repeat(200)),
                page("first", "en", "Backups", "How to keep what you have."));
        SearchResult result = search("backup", "shop");
        assertThat(result.total()).isEqualTo(2);
        assertThat(result.hits()).extracting(SearchResult.Hit::id).containsExactly("first", "second");
        assertThat(shown(result.hits().get(0).title())).isEqualTo("[Backups]");
        assertThat(shown(result.hits().get(1).snippets().get(0)))
                .startsWith("Here is a word about [backups]. And more.")
                .endsWith(" …");
        assertThat(result.hits().get(1).snippets().get(0)).hasSizeLessThan(10);
    }

    @Test
    void readersFindOnlyWhatIsInTheirGroups() {
        has(page("guide", "en", "Guide", "the canary sings"));
        index.update("secret", List.of(page("plan", "en", "Plan", "the canary is hidden")), List.of());
        SearchResult result = search("canary", "shop");
        assertThat(result.total()).isEqualTo(1);
        assertThat(result.hits()).extracting(SearchResult.Hit::group).containsExactly("shop");
        assertThat(search("canary").total()).as("in no group").isZero();
        assertThat(search("canary", "shop", "secret").total()).isEqualTo(2);
    }

    @Test
    void aGroupChangesAsOneAndIsKept() {
        has(page("a", "en", "A", "alpha"), page("b", "en", "B", "beta"));
        index.update("shop", List.of(page("a", "en", "A", "gamma")), List.of("b"));
        assertThat(found("alpha")).isEmpty();
        assertThat(found("beta")).isEmpty();
        assertThat(found("gamma")).containsExactly("a");
        index.close();
        index = new LuceneIndexes(folder).open("wikis", 1);
        assertThat(found("gamma")).containsExactly("a");
        assertThat(index.groups()).containsExactly("shop");
        assertThat(index.fingerprints("shop")).containsOnlyKeys("a");
        index.remove("shop");
        assertThat(index.groups()).isEmpty();
        assertThat(found("gamma")).isEmpty();
    }

    @Test
    void anotherFormatBeginsEmpty() throws Exception {
        has(page("a", "en", "A", "alpha"));
        index.close();
        index = new LuceneIndexes(folder).open("wikis", 2);
        assertThat(index.groups()).isEmpty();
        try (Stream<Path> folders = Files.list(folder.resolve("wikis"))) {
            assertThat(folders).hasSize(1);
        }
    }

    @Test
    void anIndexThatIsDamagedIsMadeAnew() throws Exception {
        has(page("a", "en", "A", "alpha"));
        index.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }
        index = new LuceneIndexes(folder).open("wikis", 1);
        assertThat(index.groups()).isEmpty();
        has(page("a", "en", "A", "alpha"));
        assertThat(found("alpha")).containsExactly("a");
    }

    @Test
    void oneThatIsOpenIsNotOpenedOnceMore() {
        assertThatThrownBy(() -> new LuceneIndexes(folder).open("wikis", 1))
                .isInstanceOf(SearchException.class)
                .hasMessageStartingWith("the search index %s cannot be opened: ".formatted(folder.resolve("wikis")));
    }

    @Test
    void nothingThatIsTypedIsWrong() {
        has(page("guide", "en", "Guide", "The (database) [is] \"here\": a+b, ~c^2 {d TO e} f\\ g/h* ?i !j"));
        Random random = new Random(7);
        List<String> signs = List.of(
                "(", ")", "[", "]", "{", "}", "\"", "\\", "/", "*", "?", "~", "^", ":", "!", "+", "-", "&&", "||", " ",
                "a", "AND", "OR", "NOT", "TO", "\u0000", "\ud800", "<b>", "%", "'", "数", "é", "\u202e");
        for (int i = 0; i < 2_000; i++) {
            StringBuilder typed = new StringBuilder();
            int length = random.nextInt(12);
            for (int j = 0; j < length; j++) {
                typed.append(signs.get(random.nextInt(signs.size())));
            }
            assertThat(search(typed.toString(), "shop").total())
                    .as(typed.toString())
                    .isBetween(0, 1);
        }
        assertThat(search("x".repeat(100_000), "shop").total()).isZero();
        assertThat(found("database)")).containsExactly("guide");
    }

    @Test
    void textsWithVeryLongWordsAreTaken() {
        has(page("data", "en", "Data", "before " + "A1b2".repeat(40_000) + " after"));
        assertThat(found("after")).containsExactly("data");
    }

    @Test
    void whatCannotBeWrittenChangesNothingAndIsNoEnd() throws Exception {
        has(page("a", "en", "A", "alpha"));
        List<SearchDocument> half = Arrays.asList(page("b", "en", "B", "beta"), null);
        assertThatThrownBy(() -> index.update("shop", half, List.of()))
                .isInstanceOf(SearchException.class)
                .hasMessageContaining("cannot be written");
        assertThat(found("alpha")).containsExactly("a");
        has(page("c", "en", "C", "gamma"));
        assertThat(found("gamma")).containsExactly("c");
        assertThat(found("beta")).as("half of a change").isEmpty();
    }

    @Test
    void moreHitsComeOnRequest() {
        List<SearchDocument> pages = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            pages.add(page("p" + i, "en", "Page", "the same words"));
        }
        index.update("shop", pages, List.of());
        SearchResult last = index.search(new SearchQuery("same", Set.of("shop"), 20, 10));
        assertThat(last.total()).isEqualTo(25);
        assertThat(last.hits()).hasSize(5);
        assertThat(index.search(new SearchQuery("same", Set.of("shop"), 1_000, 10))
                        .hits())
                .isEmpty();
    }
}
