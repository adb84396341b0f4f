package org.carrack.servercommands;

import java.io.PrintStream;
import java.util.concurrent.locks.LockSupport;
import org.carrack.manage.Operation;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackageRequest;

/** Shows at a terminal how far an operation is. */
final class ProgressBar {

    private static final int WIDTH = 24;
    private static final int LONGEST = 100;
    private static final long EVERY_NS = 40_000_000;

    private ProgressBar() {}

    /** Executes a request and shows how far it is until it is done; nothing of it stays on the screen. */
    static Operation show(PackageManager packages, PackageRequest request, PrintStream terminal)
            throws PackageException {
        Operation now = packages.submit(request);
        while (now.state() == Operation.State.RUNNING && !Thread.currentThread().isInterrupted()) {
            terminal.print("\r" + line(now) + "\033[K");
            terminal.flush();
            LockSupport.parkNanos(EVERY_NS);
            now = packages.operation(now.id()).orElse(now);
        }
        terminal.print("\r\033[K");
        terminal.flush();
        if (now.state() == Operation.State.FAILED) {
            throw new PackageException(
                    PackageException.Kind.FAILED, now.reason().orElse("it failed"));
        }
        return now;
    }

    /** {@code [######------] 3/7 START hello 1.0.0}. */
    static String line(Operation operation) {
        int full = operation.total() == 0 ? 0 : WIDTH * operation.done() / operation.total();
        String line = "[%s%s] %s%s"
                .formatted(
                        "#".repeat(full),
                        "-".repeat(WIDTH - full),
                        operation.total() == 0 ? "" : operation.done() + "/" + operation.total() + " ",
                        operation.step());
        return line.length() > LONGEST ? line.substring(0, LONGEST) : line;
    }
}
