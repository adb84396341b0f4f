package org.carrack.data;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The models of live packages: of {@code models/*.toml}, in ThreeBot's language, and of records that are {@link Model}s. Implemented
 * by the server; packages use it as a service.
 *
 * <p>Safe for any thread.
 */
@ProviderType
public interface Models {

    /** The records of a class; valid as long as its package is live. */
    <T extends Record> Records<T> of(Class<T> model);

    /**
     * The records of any model.
     *
     * @param url of a model in ThreeBot's language its {@code @url}; of a class {@code <package>.<name>}
     * @throws DataException {@code NOT_FOUND} if no live package has such a model
     */
    Records<Map<String, Object>> named(String url);

    /** The models of all live packages, by their URLs. */
    List<ModelInfo> list();
}
