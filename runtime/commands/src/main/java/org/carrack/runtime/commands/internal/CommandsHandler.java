package org.carrack.runtime.commands.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.config.handler.ConfigHandler;
import org.carrack.config.handler.HandlesTag;
import org.carrack.config.handler.PackageFiles;
import org.carrack.lifecycle.PackageContext;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The tag {@code commands}: external programs that run with their package. */
@Component
@HandlesTag("commands")
public final class CommandsHandler implements ConfigHandler<Command> {

    private final Path home;
    private final Set<Path> running = ConcurrentHashMap.newKeySet();

    @Activate
    public CommandsHandler(BundleContext context) {
        home = Path.of(context.getProperty("carrack.home")).toAbsolutePath();
    }

    @Override
    public Command read(ConfigTag tag) throws ConfigException {
        return Command.read(tag);
    }

    @Override
    public void check(Command command, PackageFiles files) throws ConfigException {
        for (String script : command.scripts()) {
            if (files.read(script).filter(PackageFolder::hasWindowsLineEnds).isPresent()) {
                throw new ConfigException(command.location(), command.windowsLineEnds(script));
            }
        }
    }

    @Override
    public Undo apply(PackageContext declarer, Command command) throws ConfigException {
        Path files = home.resolve("data/run/commands").resolve(declarer.name()).resolve(command.name());
        if (!running.add(files)) {
            throw new ConfigException(
                    command.location(),
                    "package %s has a command %s already; give this one another name"
                            .formatted(declarer.name(), command.name()));
        }
        Program program = new Program(declarer, command, files, System::nanoTime);
        Undo undo = () -> {
            program.stop();
            running.remove(files);
        };
        try {
            program.start();
        } catch (IOException e) {
            undo.undo();
            throw new ConfigException(command.location(), String.valueOf(e.getMessage()));
        }
        return undo;
    }
}
