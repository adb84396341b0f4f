package org.carrack.runtime.auth.oidc.internal;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.Resource;
import java.io.IOException;
import java.net.URL;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches a provider's keys and leaves out those that cannot be read, as RFC 7517, 5 wants it: a set of keys is as good as the rest
 * of it. Safe for any thread.
 */
final class UsableKeys extends DefaultResourceRetriever {

    private static final Logger LOG = LoggerFactory.getLogger(UsableKeys.class);

    private static final String KEYS = "keys";

    UsableKeys(int timeoutMs, int largest) {
        super(timeoutMs, timeoutMs, largest);
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        Resource all = super.retrieveResource(url);
        try {
            Map<String, Object> set = JSONObjectUtils.parse(all.getContent());
            List<Object> usable = new ArrayList<>();
            for (Map<String, Object> key : JSONObjectUtils.getJSONObjectArray(set, KEYS)) {
                if (isUsable(url, key)) {
                    usable.add(key);
                }
            }
            set.put(KEYS, usable);
            return new Resource(JSONObjectUtils.toJSONString(set), all.getContentType());
        } catch (ParseException | NullPointerException e) {
            // What is no set of keys is told by the one who asked for it.
            return all;
        }
    }

    private static boolean isUsable(URL url, Map<String, Object> key) {
        try {
            JWK.parse(key);
            return true;
        } catch (ParseException | RuntimeException e) { // the parsers of some kinds of keys throw what they like
            LOG.info("a key of {} is not used: {}", url, e.getMessage());
            return false;
        }
    }
}
