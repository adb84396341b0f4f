package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The reference of {@code etc/carrack.toml} in docs/operating.md is made of the definitions of the modules. After a change of those it
 * is written anew by {@code ./mvnw verify -pl runtime/itest -am -Dtest=ConfigReferenceTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dcarrack.docs.write=true}.
 */
public class ConfigReferenceTest {

    private static final String NAMESPACE = "https://carrack.org/xmlns/config/v1.0.0";
    private static final Path PAGE = Path.of("../../docs/operating.md");
    private static final String BEGIN = "<!-- Made of the definitions; see ConfigReferenceTest. -->\n";
    private static final String END = "<!-- End of what is made. -->";

    @Test
    public void theReferenceIsThatOfTheDefinitions() throws Exception {
        String page = Files.readString(PAGE);
        assertTrue("the page has a place for it", page.contains(BEGIN) && page.contains(END));
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        String made = reference();
        if (Boolean.getBoolean("carrack.docs.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + made + page.substring(end));
        } else {
            assertEquals(made, page.substring(begin, end));
        }
    }

    private static String reference() throws Exception {
        Map<String, List<String>> tables = new TreeMap<>();
        for (Path file : definitions()) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            NodeList all = factory.newDocumentBuilder().parse(file.toFile()).getElementsByTagName("OCD");
            for (int i = 0; i < all.getLength(); i++) {
                Element definition = (Element) all.item(i);
                if (definition.hasAttributeNS(NAMESPACE, "table")) {
                    String name = definition.getAttributeNS(NAMESPACE, "table");
                    boolean isNamed = Boolean.parseBoolean(definition.getAttributeNS(NAMESPACE, "named"));
                    NodeList keys = definition.getElementsByTagName("AD");
                    List<String> rows =
                            tables.computeIfAbsent(isNamed ? name + ".<name>" : name, t -> new ArrayList<>());
                    for (int k = 0; k < keys.getLength(); k++) {
                        rows.add(row((Element) keys.item(k)));
                    }
                }
            }
        }
        StringBuilder text = new StringBuilder();
        tables.forEach((table, rows) -> {
            rows.sort(Comparator.naturalOrder());
            text.append(table.isEmpty() ? "\nOutside of tables:\n\n" : "\n`[%s]`\n\n".formatted(table));
            text.append("| key | default | meaning |\n|---|---|---|\n");
            rows.forEach(row -> text.append(row).append('\n'));
        });
        return text.append('\n').toString();
    }

    private static List<Path> definitions() throws Exception {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            for (Path module : modules.sorted().toList()) {
                Path folder = module.resolve("target/classes/OSGI-INF/metatype");
                if (Files.isDirectory(folder)) {
                    try (Stream<Path> inside = Files.list(folder)) {
                        inside.sorted().forEach(files::add);
                    }
                }
            }
        }
        assertTrue("the modules were built", files.size() > 10);
        return files;
    }

    private static String row(Element key) {
        String min = key.getAttribute("min");
        String max = key.getAttribute("max");
        String range = min.isEmpty() && max.isEmpty()
                ? ""
                : max.isEmpty() ? " (at least %s)".formatted(min) : " (%s to %s)".formatted(min, max);
        String value = key.getAttribute("default");
        return "| `%s` | %s | %s%s%s |"
                .formatted(
                        key.getAttribute("id").replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT),
                        value.isEmpty() ? "none" : "`" + value.replace(",", "`, `") + "`",
                        key.hasAttributeNS(NAMESPACE, "restart") ? "*start*: " : "",
                        key.getAttribute("description").replace("<", "&lt;"),
                        range);
    }
}
