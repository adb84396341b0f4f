package @package@;

import static org.carrack.test.CarrackServer.carrack;
import static org.junit.Assert.assertEquals;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.nio.file.Path;
import javax.inject.Inject;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackageState;
import org.carrack.test.CarrackServer;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;

/** The package in the real server. */
@RunWith(PaxExam.class)
public class @Name@IT {

    @Inject
    BundleContext context;

    @Inject
    PackageManager packages;

    private CarrackServer server;

    @Configuration
    public Option[] config() {
        return options(carrack());
    }

    @Before
    public void add() throws Exception {
        server = new CarrackServer(context);
        packages.add(Path.of(System.getProperty("package.under.test")));
    }

    @Test
    public void runs() {
        assertEquals(PackageState.ACTIVE, packages.find("@name@").orElseThrow().state());
    }

    @Test
    public void greets() throws Exception {
        assertEquals("\"hello from @name@\"", server.call("/@name@/actors/@actor@/hello"));
    }
}
