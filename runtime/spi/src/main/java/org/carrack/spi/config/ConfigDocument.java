package org.carrack.spi.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.manage.ConfigForm;
import org.carrack.manage.ConfigurationException;

/**
 * A file of the configuration that can be shown and edited as a form. Modules implement it; what is common to all files (writing, history,
 * who may not overwrite whom) is done for them.
 *
 * <p>For any thread.
 */
public interface ConfigDocument {

    /** The name by which people know it. */
    String name();

    /** The file; it need not be there. */
    Path file();

    /** The version of what reads the file. */
    String version();

    /** Whether others on this machine may not read the file: there are secrets in it. */
    boolean isSecret();

    /**
     * The form with what a text says, as if it were the file's. Secrets are in it as they are; its {@code revision} and {@code file} are filled in
     * by the caller.
     */
    ConfigForm read(String text);

    /**
     * The text with other values; lines that this is not about stay as they are.
     *
     * @param changes by the key of the field, as the form has it; nothing for a field that is to be taken out
     * @throws ConfigurationException if a value cannot be put into the text, with the reason
     */
    String edit(String text, Map<String, Optional<List<String>>> changes) throws ConfigurationException;

    /** The file has changed; returns when it counts. */
    void changed();

    /** The documents of a module. Implemented as a service. */
    interface Provider {

        /** All that there are now. */
        List<ConfigDocument> documents();
    }
}
