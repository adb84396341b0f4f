package org.carrack.chat;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Asks for a place. */
@ProviderType
public final class LocationQuestion extends AnswerableQuestion<Location, LocationQuestion> {

    LocationQuestion(String prompt) {
        super(Kind.LOCATION, prompt, List.of());
        rule("required", true);
    }

    @Override
    LocationQuestion self() {
        return this;
    }

    /** The answer of who leaves it empty. */
    public LocationQuestion otherwise(Location place) {
        rule("required", false);
        return ruled("default", List.of(place.longitude(), place.latitude()));
    }
}
