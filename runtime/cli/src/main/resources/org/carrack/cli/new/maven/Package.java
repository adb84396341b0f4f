package @package@;

import org.carrack.lifecycle.PackageContext;
import org.carrack.lifecycle.PackageLifecycle;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Component;

/** The life of the package; a hook that is not needed can be left out. */
@Component
public class @Name@Package implements PackageLifecycle {

    /** Once, when the package is added. */
    @Override
    public void install(PackageContext me) {
        me.log().info("{} {} is installed", me.name(), me.version());
    }

    /** When another major version takes the place of this one, or comes after it. */
    @Override
    public void upgrade(PackageContext me, Version from) {
        me.log().info("{} comes from {}", me.name(), from);
    }

    /** Once, when the package is deleted. */
    @Override
    public void uninstall(PackageContext me) {
        me.log().info("{} is gone", me.name());
    }
}
