package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Caller;
import org.carrack.manage.PackageRequest;
import org.carrack.settings.Setting;
import org.carrack.settings.SettingException;
import org.carrack.settings.SettingListener;
import org.carrack.settings.Settings;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.ops4j.pax.exam.util.Filter;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeService;

/** Settings: what is declared, what an installation says otherwise, and who hears of it. */
public class SettingsIT extends Server {

    private static final String LIBRARY = """
            <adapt_framework><bundle><label>l</label><name>library</name><version>1.0.0</version><type>extension</type>
              <namespace>\\l</namespace>
              <settings>
                <category name="XML &amp; HTML">
                  <setting><name>xml.readable</name><label>Readable?</label><default_value>No</default_value>
                    <allowed_values><value>Yes</value><value>No</value></allowed_values></setting>
                  <setting><name>html.closed_tags</name>
                    <default_values><value>img</value><value>br</value></default_values></setting>
                  <setting><name>db.password</name></setting>
                </category>
                <catagory name="typo"><setting><name>lost</name></setting></catagory>
              </settings></bundle></adapt_framework>
            """;

    @Rule
    public TemporaryFolder temporary = new TemporaryFolder();

    @javax.inject.Inject
    @Filter(timeout = 20_000)
    private Settings settings;

    @javax.inject.Inject
    private ConfigurationAdmin configurations;

    @javax.inject.Inject
    private MetaTypeService metatype;

    @javax.inject.Inject
    private AuditLog audit;

    private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
    private ServiceRegistration<SettingListener> listening;

    @Before
    public void prepare() throws Exception {
        awaitStarted();
        Path folder = temporary.newFolder("library").toPath();
        Files.writeString(folder.resolve("bundle.xml"), LIBRARY);
        packages.execute(PackageRequest.add(folder.toString()));
        listening = context.registerService(
                SettingListener.class,
                (name, before, now) -> changes.add(name + ": " + before.orElse("-") + " -> " + now.orElse("-")),
                null);
    }

    @After
    public void clean() throws Exception {
        listening.unregister();
        Files.deleteIfExists(home().resolve("etc/settings.xml"));
        for (String name : List.of("application", "library")) {
            if (packages.find(name).isPresent()) {
                packages.delete(name, true);
            }
        }
    }

    @Test
    public void settingsAreAViewOfARecord() throws Exception {
        application("");
        assertEquals(
                "\"Own[xmlReadable=Yes, count=3, ratio=0.5, on=true, htmlClosedTags=[img, br]]\"",
                post("/application/actors/app/typed", "{}").body());
    }

    private String change() throws InterruptedException {
        String change = changes.poll(20, TimeUnit.SECONDS);
        assertTrue("nothing changed", change != null);
        return change;
    }

    private Setting setting(String packageName, String name) {
        return settings.list(packageName).stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void application(String more) throws Exception {
        sources(
                temporary.getRoot().toPath().resolve("application"),
                TestPackages.toml("application", "1.0.0") + """
                        [[depends_on]]
                        name = "library"
                        [[settings]]
                        name = "xml.readable"
                        default_value = "Yes"
                        [[settings]]
                        name = "count"
                        default_value = 3
                        [[settings]]
                        name = "ratio"
                        default_value = 0.5
                        [[settings]]
                        name = "on"
                        default_value = true
                        """ + more,
                "App.java",
                """
                import org.carrack.actor.*;
                import org.carrack.settings.*;
                import org.osgi.service.component.annotations.*;
                @Component
                public class App implements Actor {
                    @Reference Settings settings;
                    @ActorMethod
                    public String readable(boolean change) throws SettingException {
                        String before = settings.text("xml.readable");
                        if (change) { settings.setForRequest("xml.readable", "No"); }
                        return before + " " + settings.text("xml.readable");
                    }
                    record Own(String xmlReadable, int count, double ratio, boolean on, java.util.List<String> htmlClosedTags) {}
                    @ActorMethod
                    public String typed() { return settings.as(Own.class).toString(); }
                }
                """);
        packages.execute(PackageRequest.add(temporary.getRoot() + "/application"));
    }

    @Test
    public void defaultsCountUntilSomebodySaysOtherwise() throws Exception {
        assertEquals(Optional.of("No"), settings.value("xml.readable"));
        assertEquals(List.of("img", "br"), settings.texts("html.closed_tags"));
        assertEquals(Optional.empty(), settings.value("db.password"));
        Setting shown = setting("library", "xml.readable");
        assertEquals("XML & HTML", shown.category());
        assertEquals("Readable?", shown.label());
        assertEquals(List.of("Yes", "No"), shown.allowed());
        assertEquals("default", shown.source());
        assertTrue(packages.find("library").orElseThrow().warnings().toString().contains("did you mean <category>?"));

        settings.set("library", "xml.readable", List.of("yes"), Caller.OWNER);
        assertEquals("xml.readable: No -> Yes", change());
        assertEquals("\"xml.readable\" = \"Yes\"\n", Files.readString(home().resolve("etc/settings/library.toml")));
        settings.set("library", "html.closed_tags", List.of("hr", "a\"b\\c"), Caller.OWNER);
        assertEquals(List.of("hr", "a\"b\\c"), settings.texts("html.closed_tags"));
        settings.reset("library", "xml.readable", Caller.OWNER);
        assertEquals(Optional.of("No"), settings.value("xml.readable"));
        packages.stop("library");
        assertEquals(Optional.empty(), settings.value("html.closed_tags"));
        packages.start("library");
        assertEquals(List.of("hr", "a\"b\\c"), settings.texts("html.closed_tags"));
    }

    @Test
    public void editsOfFilesCountAtOnceAndCommentsStay() throws Exception {
        Files.writeString(home().resolve("etc/settings.xml"), """
                <adapt_framework><settings><setting><name>xml.readable</name><value>Yes</value></setting>
                <setting><name>html.closed_tags</name><values><value>x</value></values></setting></settings></adapt_framework>""");
        assertEquals("html.closed_tags: [img, br] -> [x]", change());
        assertEquals("xml.readable: No -> Yes", change());
        assertEquals("etc/settings.xml", setting("library", "xml.readable").source());

        Files.writeString(
                home().resolve("etc/settings/library.toml"),
                "# mine\nxml.readable = \"No\" # so\n[db]\npassword = \"hush\"\n");
        assertTrue(List.of(change(), change()).contains("xml.readable: Yes -> No"));
        settings.set("library", "xml.readable", List.of("Yes"), Caller.OWNER);
        settings.set("library", "html.closed_tags", List.of("a", "b"), Caller.OWNER);
        String file = Files.readString(home().resolve("etc/settings/library.toml"));
        assertEquals(
                "# mine\nxml.readable = \"Yes\" # so\n\"html.closed_tags\" = [\"a\", \"b\"]\n[db]\npassword = \"hush\"\n",
                file);
        assertEquals("hush", settings.text("db.password"));
    }

    @Test
    public void valuesThatCannotBeAreRefusedWithTheOnesThatCan() throws Exception {
        application("");
        changes.clear();
        assertEquals(
                "the setting xml.readable of package library must be one of Yes, No, not maybe",
                refused("library", "xml.readable", "maybe"));
        assertEquals(
                "the setting count of package application must be a whole number, not many",
                refused("application", "count", "many"));
        assertEquals(
                "the setting on of package application must be true or false, not 2",
                refused("application", "on", "2"));
        assertEquals(
                "the setting count of package application takes one value, not 2",
                refused("application", "count", "1", "2"));
        assertEquals(
                "package library has no setting nosuch; these are: xml.readable, html.closed_tags, db.password",
                refused("library", "nosuch", "1"));
        assertEquals("no package nowhere with settings is live", refused("nowhere", "a", "1"));
        assertFalse(Files.exists(home().resolve("etc/settings/library.toml")));
        settings.set("library", "db.password", List.of("hush"), Caller.OWNER);
        String entries = audit.last(20).toString();
        assertTrue(entries, entries.contains("setting.set") && entries.contains("library db.password"));
        assertFalse(entries, entries.contains("hush"));

        // A file that says what cannot be leaves the default.
        Files.writeString(home().resolve("etc/settings/application.toml"), "count = \"many\"\nratio = 2\n");
        assertEquals("db.password: - -> hush", change());
        assertEquals("ratio: 0.5 -> 2.0", change());
        assertEquals(Optional.of(3L), settings.value("count"));
    }

    private String refused(String packageName, String name, String... values) {
        return assertThrows(
                        SettingException.class, () -> settings.set(packageName, name, List.of(values), Caller.OWNER))
                .getMessage();
    }

    @Test
    public void anApplicationCountsBeforeWhatItDependsOnAndARequestBeforeAll() throws Exception {
        application("");
        assertEquals(Optional.of("Yes"), settings.value("xml.readable"));
        assertEquals(
                "default of application", setting("library", "xml.readable").source());
        String readable = "/application/actors/app/readable";
        assertEquals("\"Yes No\"", post(readable, "{\"change\": true}").body());
        assertEquals("\"Yes Yes\"", post(readable, "{\"change\": false}").body());
        assertThrows(IllegalStateException.class, () -> settings.setForRequest("xml.readable", "No"));
        packages.delete("application", false);
        assertEquals(Optional.of("No"), settings.value("xml.readable"));
    }

    @Test
    public void toolsOfOsgiSeeAndEditThem() throws Exception {
        Configuration configuration = configurations.getConfiguration("library", "?");
        assertEquals("No", configuration.getProperties().get("xml.readable"));
        AttributeDefinition[] attributes = null;
        for (org.osgi.framework.Bundle bundle : context.getBundles()) {
            if (bundle.getSymbolicName().equals("org.carrack.settings")) {
                attributes = metatype.getMetaTypeInformation(bundle)
                        .getObjectClassDefinition("library", null)
                        .getAttributeDefinitions(-1);
            }
        }
        assertEquals("Readable?", attributes[0].getName());
        assertEquals(2, attributes[0].getOptionValues().length);
        assertEquals(AttributeDefinition.PASSWORD, attributes[2].getType());

        Dictionary<String, Object> edited = configuration.getProperties();
        edited.put("xml.readable", "Yes");
        configuration.update(edited);
        assertEquals("xml.readable: No -> Yes", change());
        assertTrue(Files.readString(home().resolve("etc/settings/library.toml")).contains("Yes"));
        packages.stop("library");
        assertEquals(
                0,
                java.util.Optional.ofNullable(configurations.listConfigurations("(service.pid=library)"))
                        .map(found -> found.length)
                        .orElse(0)
                        .intValue());
    }
}
