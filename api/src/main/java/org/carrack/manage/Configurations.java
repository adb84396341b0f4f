package org.carrack.manage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.auth.Caller;
import org.osgi.annotation.versioning.ProviderType;

/**
 * All that can be configured in this installation, each in one file: the server ({@code server}), the settings of a package ({@code hello}), and
 * its plugins ({@code hello.TimerPluginExample}). Implemented by the server. It does not check whether {@code by} is authorized: its callers do.
 *
 * <p>The file is the truth: it may be edited by hand at any time. A change writes it as a whole or not at all, keeps every line that it is not
 * about, and is in effect when the method returns, but for what needs a restart. The last ten revisions of each file are kept.
 *
 * <p>For any thread.
 */
@ProviderType
public interface Configurations {

    /** The name of the server's own. */
    String SERVER = "server";

    /** All, by name, the server's own first. */
    List<ConfigForm> list();

    /**
     * One of them.
     *
     * @throws ConfigurationException if there is none of that name, or its file cannot be read
     */
    ConfigForm find(String name) throws ConfigurationException;

    /**
     * Changes values, all or none.
     *
     * @param changes the new value of each field, by its key; nothing for the default, which takes the field out of the file
     * @param revision that of the form that was edited: if the file is another by now, nothing is changed; empty to change it whatever it is
     * @return the form as it is then
     * @throws ConfigurationException if there is no such form or field, a value is not valid, or the file cannot be written
     */
    ConfigForm change(String name, Map<String, Optional<List<String>>> changes, Optional<String> revision, Caller by)
            throws ConfigurationException;

    /**
     * The last revisions, the newest first.
     *
     * @throws ConfigurationException if there is no such form
     */
    List<ConfigRevision> history(String name) throws ConfigurationException;

    /**
     * Makes the file what it was at a revision. It is a new revision, so it can be taken back, too.
     *
     * @throws ConfigurationException if there is no such form or revision, it would not be valid now, or the file cannot be written
     */
    ConfigForm rollback(String name, int number, Caller by) throws ConfigurationException;
}
