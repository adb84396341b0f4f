package org.carrack.runtime.chatflows.internal.engine;

import java.util.function.Function;
import java.util.function.Supplier;
import org.carrack.chat.Chatflow;

/** Makes instances of a chatflow. For any thread. */
public interface FlowInstances {

    Chatflow make();

    /** It is not used any more. */
    void release(Chatflow flow);

    /** What a new instance says. */
    default <T> T ask(Function<Chatflow, T> question) {
        Chatflow flow = make();
        try {
            return question.apply(flow);
        } finally {
            release(flow);
        }
    }

    /** Those of a constructor. */
    static FlowInstances of(Supplier<? extends Chatflow> constructor) {
        return new FlowInstances() {
            @Override
            public Chatflow make() {
                return constructor.get();
            }

            @Override
            public void release(Chatflow flow) {
                // It has nothing to give back.
            }
        };
    }
}
