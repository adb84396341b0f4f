package org.carrack.test;

import java.nio.file.Path;
import java.util.Map;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageManager;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;

/** Adds the package under test as soon as the server is up, and tells how that went. */
@Component(
        service = {},
        immediate = true)
public final class UnderTest {

    /** The id of the condition that says that it was tried. */
    static final String CONDITION = "org.carrack.test.added";

    /** The property with the reason why it failed; empty if it did not. */
    static final String REASON = "reason";

    @Activate
    public UnderTest(
            BundleContext context,
            @Reference PackageManager packages,
            @Reference(target = "(osgi.condition.id=org.carrack.packages.started)") Condition started) {
        String path = context.getProperty(Carrack.UNDER_TEST);
        if (path == null) {
            return;
        }
        String reason = "";
        try {
            packages.add(Path.of(path));
        } catch (PackageException e) {
            reason = e.getMessage();
        }
        context.registerService(
                Condition.class,
                Condition.INSTANCE,
                FrameworkUtil.asDictionary(Map.of(Condition.CONDITION_ID, CONDITION, REASON, reason)));
    }
}
