package org.carrack.itest.packages.hooks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.carrack.lifecycle.PackageContext;
import org.carrack.lifecycle.PackageLifecycle;
import org.osgi.service.component.annotations.Component;

/** Writes down when it is called. */
@Component
public class Hooks implements PackageLifecycle {

    @Override
    public void install(PackageContext me) {
        note(me, "install");
    }

    @Override
    public void start(PackageContext me) {
        note(me, "start");
    }

    @Override
    public void stop(PackageContext me) {
        note(me, "stop");
    }

    @Override
    public void uninstall(PackageContext me) {
        note(me, "uninstall");
    }

    private static void note(PackageContext me, String hook) {
        try {
            Files.writeString(
                    me.dataFolder().resolve("calls"), hook + " ", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
