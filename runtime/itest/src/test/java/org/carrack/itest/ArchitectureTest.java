package org.carrack.itest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.Assert.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.BeforeClass;
import org.junit.Test;

/** The rules of docs/architecture.md about who may know whom, where the build does not enforce them already. */
public class ArchitectureTest {

    private static final String MANAGER = "org.carrack.runtime.manager.internal";

    /** The rooms of the package manager: each knows those after it. */
    private static final List<String> ROOMS =
            List.of("request", "execute", "deploy", "state", "tags", "source", "resolve", "code", "json");

    private static JavaClasses classes;

    @BeforeClass
    public static void read() throws IOException {
        List<Path> folders = new ArrayList<>(List.of(Path.of("../../api/target/classes")));
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            modules.map(module -> module.resolve("target/classes"))
                    .filter(Files::isDirectory)
                    .forEach(folders::add);
        }
        classes = new ClassFileImporter().importPaths(folders);
        assertTrue("the modules were built", classes.contain(MANAGER + ".Manager"));
    }

    @Test
    public void apiKnowsNothingOfTheServer() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.carrack.actor..",
                        "org.carrack.auth..",
                        "org.carrack.config..",
                        "org.carrack.data..",
                        "org.carrack.http..",
                        "org.carrack.lifecycle..",
                        "org.carrack.manage..",
                        "org.carrack.settings..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.carrack.spi..", "org.carrack.runtime..", "org.carrack.model..")
                .check(classes);
    }

    @Test
    public void spiKnowsNoModule() {
        noClasses()
                .that()
                .resideInAPackage("org.carrack.spi..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.carrack.runtime..")
                .check(classes);
    }

    @Test
    public void noPackagesDependOnEachOtherInACycle() {
        slices().matching("org.carrack.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    public void roomsOfThePackageManagerPointOneWay() {
        for (int i = 1; i < ROOMS.size(); i++) {
            String[] above = ROOMS.subList(0, i).stream()
                    .map(room -> MANAGER + "." + room + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(MANAGER + "." + ROOMS.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .check(classes);
        }
        noClasses()
                .that()
                .resideInAPackage(MANAGER + ".*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(MANAGER)
                .check(classes);
    }
}
