package dev.sqlane.sqlite.internal.value;

import dev.sqlane.MisuseException;

/** What can't be stored as text, for the short-hands and for JDBC's parameters alike. */
public final class StoredText {
    private StoredText() {}

    /**
     * Refuses a text with half a surrogate pair in it. UTF-8 has no form for one, and the driver would store a question mark in its
     * place without a word. The text itself stays out of the message, since it may be a secret.
     */
    public static void check(int position, String text) throws MisuseException {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c) || i + 1 == length || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new MisuseException(
                            "parameter " + position + " has half of a surrogate pair at index " + i + " of its "
                                    + length
                                    + " chars, which has no form in UTF-8, so that a question mark would be stored: cut texts between"
                                    + " code points and not between chars, or bind bytes",
                            null);
                }
                i++;
            }
        }
    }
}
