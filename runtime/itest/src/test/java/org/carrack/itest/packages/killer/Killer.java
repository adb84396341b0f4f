package org.carrack.itest.packages.killer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.carrack.manage.Operation;
import org.carrack.manage.OperationListener;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Ends the process, as a crash would, when an operation says what the file {@code kill-at} of the home names: a number of
 * times that an operation has told how far it is.
 */
@Component
public class Killer implements OperationListener {

    private final Path file;
    private int told;

    @Activate
    public Killer(BundleContext context) {
        file = Path.of(context.getProperty("carrack.home"), "kill-at");
    }

    @Override
    public synchronized void progress(Operation operation) {
        try {
            if (!Files.exists(file)) {
                told = 0;
                return;
            }
            if (told == Integer.parseInt(Files.readString(file).strip())) {
                Files.writeString(file.resolveSibling("killed-at"), operation.step());
                Runtime.getRuntime().halt(137);
            }
            told++;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
