package org.carrack.itest.packages.faulty.hook;

import org.carrack.lifecycle.PackageContext;
import org.carrack.lifecycle.PackageLifecycle;
import org.osgi.service.component.annotations.Component;

/** Fails to install. */
@Component
public class FailingHook implements PackageLifecycle {

    @Override
    public void install(PackageContext me) {
        throw new IllegalStateException("no room on the shelf");
    }
}
