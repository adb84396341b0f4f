package org.carrack.spi.json;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;

/**
 * Jackson's view of the types of one package. The factory that mappers have by default is one for the whole JVM and remembers
 * classes, which must go with their package. Stateless.
 */
public final class PackageTypes {

    private static final int FEW = 16;
    private static final int MOST = 200;

    private PackageTypes() {}

    /** A factory that remembers types on its own; one for each mapper of a package's types. */
    public static TypeFactory factory() {
        return TypeFactory.defaultInstance()
                .withCache((LookupCache<Object, JavaType>) new LRUMap<Object, JavaType>(FEW, MOST));
    }
}
