package org.carrack.runtime.manager.internal.state;

import org.carrack.spi.config.ConfigTable;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys outside of tables in {@code etc/carrack.toml}: limits and sources of packages. */
@ObjectClassDefinition(id = "carrack.packages", name = "Packages")
@ConfigTable(table = "")
@interface PackagesConfig {

    @AttributeDefinition(description = "folders of jars and zips, or addresses with an index.json")
    String[] repositories() default {};

    @AttributeDefinition(
            description =
                    "addresses of Maven repositories, or folders, that mvn:group/artifact/version is looked for in")
    String[] mavenRepositories() default {"https://repo.maven.apache.org/maven2/"};

    @AttributeDefinition(description = "time limit of a hook", min = "1", max = "86400")
    int hookLimitS() default 60;

    @AttributeDefinition(
            description =
                    "time limit for the activation of a package's components, and of a package's config handler for one tag",
            min = "1",
            max = "86400")
    int activationLimitS() default 60;

    @AttributeDefinition(description = "largest size of an unpacked archive", min = "1")
    int unpackedLimitMb() default 1_024;

    @AttributeDefinition(description = "largest size of a download", min = "1")
    int fetchLimitMb() default 512;

    @AttributeDefinition(
            description =
                    "symbolic names of bundles without a descriptor that everybody may access; com.example.* matches a prefix")
    String[] openBundles() default {};
}
