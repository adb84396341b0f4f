package admin.page;

import java.util.regex.Pattern;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;

/** A value that is an address of this server: the page loads nothing of another host. */
final class OwnAddress {

    /** Browsers take some characters out of an address, and some for a slash. */
    private static final Pattern ADDRESS = Pattern.compile("/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%/-]{0,500}");

    private OwnAddress() {}

    static String required(ConfigTag tag, String key, String example) throws ConfigException {
        String address = tag.requiredString(key);
        if (!ADDRESS.matcher(address).matches()) {
            throw tag.refuse("%s must be an address of this server, such as %s".formatted(key, example));
        }
        return address;
    }
}
