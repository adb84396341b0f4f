package org.carrack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** A wiki of two thousand pages: how long pages, searches and changes take, beside the same page as a file of a site and a search that reads all texts. */
final class WikiBench {

    private static final int PAGES = 2_000;
    private static final int PER_FOLDER = 50;
    private static final int REQUESTS = 500;
    private static final int CHANGES = 20;

    private final Path distribution;
    private final Random random = new Random(11);
    private final List<String> words = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    WikiBench(Path distribution) {
        this.distribution = distribution;
        String syllables = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu";
        String[] parts = syllables.split(" ");
        for (int i = 0; i < 8_000; i++) {
            words.add(
                    parts[random.nextInt(20)] + parts[random.nextInt(20)] + parts[random.nextInt(20)] + parts[i % 20]);
        }
    }

    private String words(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            // A few words are in every text, most in hardly any.
            int rank = (int) (words.size() * Math.pow(random.nextDouble(), 3));
            text.append(words.get(rank)).append(i % 12 == 11 ? ".\n" : " ");
        }
        return text.toString();
    }

    private String page(int number) {
        return "# Page %d\n\n%s\n\n## First\n\n%s\n\n```java\nint value%d = %d;\n```\n\n## Second\n\n- %s\n- [next](page%d.md)\n\n| a | b |\n|---|---|\n| %s | %s |\n"
                .formatted(number, words(150), words(150), number, number, words(20), number, words(3), words(3));
    }

    private void write(Path folder) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("site")).resolve("index.html"), "");
        Files.writeString(
                folder.resolve("package.toml"),
                "name = \"%s\"\nis_auth = false\nis_admin = false\n[[static_dirs]]\npath_url = \"/site\"\npath_location = \"site\"\n"
                        .formatted(folder.getFileName()));
        Files.createDirectories(folder.resolve("wiki"));
        Files.writeString(folder.resolve("wiki/README.md"), "# Home\n\n" + words(200));
        for (int i = 0; i < PAGES; i++) {
            Path in = Files.createDirectories(folder.resolve("wiki/part%02d".formatted(i / PER_FOLDER)));
            String text = page(i);
            texts.add(text);
            Files.writeString(in.resolve("page%d.md".formatted(i)), text);
        }
    }

    private static String address(int page) {
        return "part%02d/page%d".formatted(page / PER_FOLDER, page);
    }

    void run() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("bench-wiki");
        Subject.Carrack server = new Subject.Carrack(distribution, home);
        Process process = server.start();
        try {
            while (server.get("/hello/").isEmpty()) {
                LockSupport.parkNanos(2_000_000);
            }
            Path first = Files.createDirectories(home.resolve("work/first"));
            Path second = Files.createDirectories(home.resolve("work/second"));
            write(first);
            write(second);
            SourceBench.add(distribution, first, home);
            SourceBench.add(distribution, second, home);
            tell("first page, which starts the module", millis(server, "/first/wiki/" + address(7), "Page 7"));
            tell("first page of another wiki", millis(server, "/second/wiki/" + address(7), "Page 7"));
            double[] pages = new double[REQUESTS];
            for (int i = 0; i < REQUESTS; i++) {
                int page = random.nextInt(PAGES);
                pages[i] = millis(server, "/second/wiki/" + address(page), "Page " + page);
            }
            tell("a page", pages);
            Files.writeString(second.resolve("site/page.html"), server.get("/second/wiki/" + address(7)));
            settle(server, "/second/site/page.html", "Page 7");
            double[] files = new double[REQUESTS];
            for (int i = 0; i < REQUESTS; i++) {
                files[i] = millis(server, "/second/site/page.html", "Page 7");
            }
            tell("the same page as a file of a site", files);
            tell(
                    "first search, which indexes %,d pages".formatted(2 * PAGES),
                    millis(server, "/wiki/search?q=" + words.get(3), "all of these words."));
            double[] searches = new double[REQUESTS];
            double[] readings = new double[REQUESTS];
            for (int i = 0; i < REQUESTS; i++) {
                String word = words.get((int) (words.size() * Math.pow(random.nextDouble(), 2)));
                searches[i] = millis(server, "/wiki/search?q=" + word, "all of these words.");
                long begin = System.nanoTime();
                long hits = texts.stream().filter(text -> text.contains(word)).count();
                readings[i] = hits < 0 ? 0 : (System.nanoTime() - begin) / 1e6;
            }
            tell("a search", searches);
            tell("reading all texts, in the memory of this program", readings);
            double[] shown = new double[CHANGES];
            double[] found = new double[CHANGES];
            for (int i = 0; i < CHANGES; i++) {
                Path file = second.resolve("wiki/%s.md".formatted(address(i * PER_FOLDER)));
                String mark = "saved%d".formatted(i);
                long begin = System.nanoTime();
                Files.writeString(file, "# Changed\n\n" + mark + "\n");
                settle(server, "/second/wiki/" + address(i * PER_FOLDER), mark);
                shown[i] = (System.nanoTime() - begin) / 1e6;
                settle(server, "/wiki/search?q=" + mark, "1 page has all");
                found[i] = (System.nanoTime() - begin) / 1e6;
            }
            tell("saved until it is shown", shown);
            tell("saved until it is found", found);
        } finally {
            Subject.stop(process);
        }
    }

    private static void settle(Subject server, String path, String awaited) {
        while (!server.get(path).contains(awaited)) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static double millis(Subject server, String path, String awaited) {
        long begin = System.nanoTime();
        String answer = server.get(path);
        double millis = (System.nanoTime() - begin) / 1e6;
        if (!answer.contains(awaited)) {
            throw new IllegalStateException("%s answers %s".formatted(path, answer));
        }
        return millis;
    }

    private static void tell(String what, double... millis) {
        if (millis.length == 1) {
            System.out.printf(Locale.ROOT, "wiki: %s: %.1f ms%n", what, millis[0]);
            return;
        }
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "wiki: %s: %.1f ms (median), %.1f (p95), %.1f (greatest)%n",
                what,
                sorted[sorted.length / 2],
                sorted[sorted.length * 95 / 100],
                sorted[sorted.length - 1]);
    }
}
