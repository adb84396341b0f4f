package org.carrack.runtime.chatflows.internal.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.carrack.chat.Question.Kind;
import org.carrack.failure.RequestException;
import org.carrack.runtime.chatflows.internal.answer.AnswerReader;
import org.carrack.runtime.chatflows.internal.answer.Rules;
import org.carrack.runtime.chatflows.internal.engine.Slide;
import org.carrack.runtime.chatflows.internal.json.Json;
import org.carrack.runtime.chatflows.internal.session.ChatException;
import org.carrack.runtime.chatflows.internal.session.Conversations;
import org.carrack.runtime.chatflows.internal.session.LiveConversation;
import org.jspecify.annotations.Nullable;

/** Answers as the old pages send them: a file is its text, in the answer itself. */
record OldAnswers(Conversations conversations) {

    private static final String FILE_NAME = "upload.txt";

    /** The answer as the conversation takes it. */
    @Nullable
    Object answer(LiveConversation one, @Nullable Object result) throws ChatException {
        Slide slide = one.state().slide();
        if (slide == null || slide.questions().stream().noneMatch(OldAnswers::isUpload)) {
            return result;
        }
        if (slide.questions().size() == 1 && !slide.isForm()) {
            return upload(one, result);
        }
        List<@Nullable Object> answers = new ArrayList<>(list(result));
        for (int i = 0; i < Math.min(answers.size(), slide.questions().size()); i++) {
            if (isUpload(slide.questions().get(i))) {
                answers.set(i, upload(one, answers.get(i)));
            }
        }
        return answers;
    }

    private static boolean isUpload(Rules question) {
        return question.kind() == Kind.UPLOAD;
    }

    private static List<?> list(@Nullable Object result) {
        try {
            Object read = result instanceof String text ? Json.read(text) : result;
            return read instanceof List<?> list ? list : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private @Nullable Object upload(LiveConversation one, @Nullable Object answer) throws ChatException {
        if (!(answer instanceof String text) || text.isEmpty()) {
            return answer;
        }
        Conversations.UploadPlace place = conversations.placeForUpload(one);
        Path file = place.folder().resolve(FILE_NAME);
        try {
            // A call's arguments are small: what one of them adds to the limit does not matter.
            Files.writeString(file, text);
        } catch (IOException e) {
            conversations.giveUp(place);
            throw new ChatException(
                    RequestException.Kind.FAILED, "the file cannot be stored now; nothing was done, try again", e);
        }
        return Map.of(AnswerReader.UPLOAD, conversations.received(place, file).id());
    }
}
