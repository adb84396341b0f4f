package org.carrack.settings;

/** A setting that does not exist or rejects a value. The message is one sentence for people. */
public final class SettingException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean isUnknown;

    /** @param isUnknown whether the setting does not exist */
    public SettingException(boolean isUnknown, String message) {
        super(message);
        this.isUnknown = isUnknown;
    }

    /** Whether the setting does not exist. */
    public boolean isUnknown() {
        return isUnknown;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
