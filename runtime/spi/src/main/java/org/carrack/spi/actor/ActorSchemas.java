package org.carrack.spi.actor;

import org.osgi.annotation.versioning.ProviderType;

/** JSON schemas (draft 2020-12) of what actor methods take and return. Implemented by the server. For any thread. */
@ProviderType
public interface ActorSchemas {

    /** The schema of the object with a method's arguments, in JSON; what it refers to is in its {@code $defs}. */
    String arguments(ActorInfo.MethodInfo method);

    /** The schema of a method's result, in JSON; what it refers to is in its {@code $defs}. */
    String result(ActorInfo.MethodInfo method);
}
