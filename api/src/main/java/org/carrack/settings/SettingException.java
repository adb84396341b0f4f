package org.carrack.settings;

/** A setting that is not there, or cannot have a value. The message is one sentence for people. */
public final class SettingException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean isUnknown;

    /** @param isUnknown whether that is because there is no such setting */
    public SettingException(boolean isUnknown, String message) {
        super(message);
        this.isUnknown = isUnknown;
    }

    /** Whether there is no such setting. */
    public boolean isUnknown() {
        return isUnknown;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
