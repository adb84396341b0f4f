package org.carrack.runtime.chatflows.internal.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Answered;
import org.carrack.runtime.chatflows.internal.flow.FlowClass;

/** Where a conversation is among its steps, and where it can go, by the rules of the old pages. Pure. */
record Navigation(FlowClass flowClass, ConversationState state) {

    /** The place of the step; the first if the flow has it no more. */
    private int index() {
        return flowClass.indexOf(state.step()).orElse(0);
    }

    FlowClass.Step step() {
        return flowClass.steps().get(index());
    }

    /** Whether a person can go back: to the first question of the step, and from there to the step before if the step permits it. */
    boolean canGoBack() {
        return !state.answers().isEmpty() || (index() > 0 && step().canGoBack());
    }

    /** The state after going back. */
    Optional<ConversationState> back() {
        if (!canGoBack()) {
            return Optional.empty();
        }
        String step =
                state.answers().isEmpty() ? flowClass.steps().get(index() - 1).name() : state.step();
        return Optional.of(state.at(step, state.fields()));
    }

    /** The step after this one; nothing after the last. */
    Optional<FlowClass.Step> next() {
        int next = index() + 1;
        return next < flowClass.steps().size() ? Optional.of(flowClass.steps().get(next)) : Optional.empty();
    }

    /** What a message says of the place of a slide. */
    Map<String, Object> info(Slide slide) {
        int slides = (int) state.answers().stream().filter(Answered::isCounted).count() + (slide.isCounted() ? 1 : 0);
        int step = index() + 1;
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("step", step);
        info.put("steps", flowClass.steps().size());
        info.put("title", step().title());
        info.put("previous", canGoBack());
        info.put("last_step", step == flowClass.steps().size());
        info.put("first_step", step == 1);
        info.put("first_slide", slides <= 1);
        info.put("slide", slides);
        info.put("final_step", step().isFinal());
        if (!state.notice().isEmpty()) {
            info.put("notice", state.notice());
        }
        return info;
    }
}
