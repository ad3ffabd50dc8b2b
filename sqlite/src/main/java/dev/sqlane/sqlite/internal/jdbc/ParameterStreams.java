package dev.sqlane.sqlite.internal.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads the streams that are given as parameters, at once: SQLite binds whole values. */
final class ParameterStreams {
    private static final int CHUNK = 8192;

    private ParameterStreams() {}

    static byte @Nullable [] bytes(@Nullable InputStream stream) throws SQLException {
        if (stream == null) {
            return null;
        }
        try {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Reads exactly {@code length} bytes. */
    static byte @Nullable [] bytes(@Nullable InputStream stream, long length) throws SQLException {
        checkLength(length);
        if (stream == null) {
            return null;
        }
        byte[] bytes;
        try {
            bytes = stream.readNBytes((int) length);
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (bytes.length < length) {
            throw Refusal.misuse(
                    "The stream ended after " + bytes.length + " bytes; its length was given as " + length + ".");
        }
        return bytes;
    }

    static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Reads up to {@code limit} characters. */
    static @Nullable String text(@Nullable Reader reader, long limit) throws SQLException {
        if (limit != Long.MAX_VALUE) {
            checkLength(limit);
        }
        if (reader == null) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        char[] chunk = new char[CHUNK];
        try {
            long left = limit;
            while (left > 0) {
                int read = reader.read(chunk, 0, (int) Math.min(left, CHUNK));
                if (read < 0) {
                    break;
                }
                text.append(chunk, 0, read);
                left -= read;
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return text.toString();
    }

    private static void checkLength(long length) throws SQLException {
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw Refusal.misuse("The length " + length + " is not between 0 and " + Integer.MAX_VALUE + ".");
        }
    }

    private static SQLException unreadable(IOException cause) {
        SQLException failure = Refusal.misuse("The stream of a parameter could not be read: " + cause.getMessage());
        failure.initCause(cause);
        return failure;
    }
}
