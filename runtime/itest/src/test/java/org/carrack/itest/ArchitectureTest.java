package org.carrack.itest;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.Assert.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
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
            List.of("request", "execute", "deploy", "state", "tags", "source", "resolve", "code");

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

    /** A renderer of JStachio that is not given what escapes text writes it as it is. */
    @Test
    public void pagesEscapeText() {
        DescribedPredicate<JavaCall<?>> ofRenderer = target(owner(nameMatching(".*PageRenderer|.*PagesRenderer")));
        noClasses()
                .that()
                .haveNameNotMatching(".*Renderer")
                .should()
                .callMethodWhere(ofRenderer.and(target(name("of"))))
                .orShould()
                .callConstructorWhere(ofRenderer.and(target(rawParameterTypes(List.of()))))
                .check(classes);
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
