package org.carrack.chat;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Asks for a file, which is kept on the server's disk for as long as its conversation. */
@ProviderType
public final class UploadQuestion extends AnswerableQuestion<Upload, UploadQuestion> {

    UploadQuestion(String prompt) {
        super(Kind.UPLOAD, prompt, List.of());
        rule("required", true);
    }

    @Override
    UploadQuestion self() {
        return this;
    }

    /** The largest size in bytes; the server has a limit of its own ({@code upload_limit_mb}). */
    public UploadQuestion maxSize(long bytes) {
        return ruled("max_size", bytes);
    }

    /** The types that are accepted: MIME types, {@code image/*}, or ends of names ({@code .csv}). */
    public UploadQuestion allowedTypes(String... types) {
        return ruled("allowed_types", List.of(types));
    }
}
