package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.carrack.manage.PackageRequest;
import org.junit.After;
import org.junit.Test;

/** A package brings a tag of its own: the {@code cars} of Adapt's manual. */
public class ConfigHandlerIT extends Server {

    private static final String CARS = """
            <adapt_framework>
              <bundle>
                <name>cars</name><label>Cars</label><version>1.0.0</version><type>application</type><namespace>\\cars</namespace>
                <cars>
                  <car name="capri" colour="blue">Ford Capri</car>
                  <car name="escort" colour="red">Ford Escort</car>
                </cars>
              </bundle>
            </adapt_framework>
            """;

    private static final String LIST = "/carsmaker/actors/carsHandler/list";

    @After
    public void empty() throws Exception {
        clear();
    }

    @Test
    public void aTagIsAppliedWhenItsHandlerComesAndUndoneWhenEitherGoes() throws Exception {
        awaitStarted();
        drop(zip(CARS), "cars.zip");
        awaitPackage("cars", "1.0.0");
        assertEquals(
                List.of(
                        "bundle.xml:4:5: nothing here takes the tag cars; it is applied when a package or module that does comes"),
                packages.find("cars").orElseThrow().warnings());

        drop(built("carsmaker.jar"), "carsmaker.jar");
        awaitPackage("carsmaker", "1.0.0");
        assertEquals(
                "{\"cars 1.0.0\":[{\"label\":\"Ford Capri\",\"name\":\"capri\",\"colour\":\"blue\"},{\"label\":\"Ford Escort\",\"name\":\"escort\",\"colour\":\"red\"}]}",
                call(LIST));
        assertTrue(packages.find("cars").orElseThrow().warnings().isEmpty());

        awaitGone("cars", () -> Files.delete(deploy().resolve("cars.zip")));
        assertEquals("{}", call(LIST));

        drop(zip(CARS), "cars.zip");
        awaitPackage("cars", "1.0.0");
        awaitGone("carsmaker", () -> Files.delete(deploy().resolve("carsmaker.jar")));
        assertEquals(404, post(LIST, "").statusCode());
        assertEquals(1, packages.find("cars").orElseThrow().warnings().size());
        awaitGone("cars", () -> Files.delete(deploy().resolve("cars.zip")));
    }

    @Test
    public void aTagThatItsHandlerRefusesKeepsThePackageOut() throws Exception {
        awaitStarted();
        drop(built("carsmaker.jar"), "carsmaker.jar");
        awaitPackage("carsmaker", "1.0.0");
        String bad = CARS.replace(" colour=\"red\"", "");
        assertEquals(
                "cars 1.0.0: bundle.xml:6:7: colour is missing in car",
                awaitProblem("cars.zip", () -> drop(zip(bad), "cars.zip")));
        assertEquals("{}", call(LIST));
        awaitGone("carsmaker", () -> Files.delete(deploy().resolve("carsmaker.jar")));
    }

    @Test
    public void theExampleOfTheManualDoesWhatTheManualSays() throws Exception {
        awaitStarted();
        String manual = Files.readString(Path.of(System.getProperty("carrack.checkout"), "docs/authoring.md"));
        String chapter =
                manual.substring(manual.indexOf("## Tags of your own"), manual.indexOf("## Depending on others"));
        List<String> blocks = Pattern.compile("```(?:toml|java)\n(.*?)```", Pattern.DOTALL)
                .matcher(chapter)
                .results()
                .map(block -> block.group(1))
                .toList();
        Path garage =
                sources(Files.createTempDirectory("garage"), blocks.get(0), "actors/CarsHandler.java", blocks.get(1));
        String showroom = blocks.get(2);
        packages.execute(PackageRequest.add(garage.toString()).with(PackageRequest.Option.COPY));
        try {
            add(showroom);
            String answer = chapter.substring(chapter.indexOf("answers `") + 9, chapter.indexOf("`.\n\n- `apply`"));
            assertEquals(answer, call("/garage/actors/carsHandler/list"));
            packages.execute(PackageRequest.stop("showroom"));
            packages.execute(PackageRequest.start("showroom"));
            assertEquals(answer, call("/garage/actors/carsHandler/list"));
            add(showroom.replace("1.0.0", "1.1.0").replace("capri", "fiesta"));
            assertEquals(
                    "[\"capri of showroom 1.0.0\",\"escort of showroom 1.1.0\",\"fiesta of showroom 1.1.0\"]",
                    call("/garage/actors/carsHandler/list"));
            packages.delete("showroom", true);
            assertEquals(
                    "showroom 1.0.0: package.toml:3:1: cars needs a car: [[cars.car]] with a name",
                    refusal(requestOf("name = \"showroom\"\nversion = \"1.0.0\"\n[cars]\n")));
        } finally {
            packages.delete("garage", true);
        }
    }

    private void add(String toml) throws Exception {
        packages.execute(requestOf(toml));
    }

    private static PackageRequest requestOf(String toml) throws Exception {
        return PackageRequest.add(
                        sources(Files.createTempDirectory("showroom"), toml).toString())
                .with(PackageRequest.Option.COPY);
    }

    private static Path zip(String xml) throws java.io.IOException {
        Path zip = Files.createTempFile("cars", ".zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("bundle.xml"));
            out.write(xml.getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
        return zip;
    }
}
