package org.carrack.itest.packages.faulty.throwing;

import org.carrack.actor.Actor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Cannot be activated. */
@Component
public class ThrowingActor implements Actor {

    @Activate
    public ThrowingActor() {
        throw new IllegalStateException("the reactor is cold");
    }
}
