package @package@;

import static org.carrack.test.Carrack.call;
import static org.carrack.test.Carrack.carrack;
import static org.carrack.test.Carrack.get;
import static org.carrack.test.Carrack.packageUnderTest;
import static org.junit.Assert.assertEquals;
import static org.ops4j.pax.exam.CoreOptions.options;

import javax.inject.Inject;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackageState;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;

/** The package in the real server. */
@RunWith(PaxExam.class)
public class @Name@IT {

    @Inject
    PackageManager packages;

    @Configuration
    public Option[] config() {
        return options(carrack(), packageUnderTest());
    }

    @Test
    public void greets() throws Exception {
        assertEquals("\"hello from @name@\"", call("/@name@/actors/@actor@/hello"));
        assertEquals(200, get("/@name@/").statusCode());
        assertEquals(PackageState.ACTIVE, packages.find("@name@").orElseThrow().state());
    }
}
