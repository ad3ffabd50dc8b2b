package dev.sqlane.sqlite;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a JDBC URL says, as {@link SqlaneDriver} describes it: for programs and frameworks that are given a URL and open the database themselves.
 *
 * @param path to the file
 * @param options settings by name, for {@link SqliteConfiguration#from(Map)}, which refuses unknown names and bad values
 * @since 0.1.0
 */
public record SqlaneUrl(Path path, Map<String, String> options) {
    /** What such a URL begins with. */
    public static final String PREFIX = "jdbc:sqlane:sqlite:";

    /** What needs objects of the program, or has SQLite load code. */
    private static final Set<String> NOT_BY_URL =
            Set.of("extensions", "customizer", "events", "asyncContext", "pragmas");

    private static final Set<String> CREDENTIALS = Set.of("user", "password");

    /** Copies the options. */
    public SqlaneUrl {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /**
     * Takes a URL apart.
     *
     * @throws IllegalArgumentException if it does not begin with {@link #PREFIX}, names no file, can't be decoded, has an option twice or without a value, or one that
     *     can't be set by URL
     */
    public static SqlaneUrl parse(String url) {
        if (!url.startsWith(PREFIX)) {
            throw new IllegalArgumentException("it does not begin with " + PREFIX);
        }
        return parse(url, null);
    }

    /** As {@link #parse(String)}, with properties, before which the URL's own options count. */
    static SqlaneUrl parse(String url, @Nullable Properties properties) {
        String rest = url.substring(PREFIX.length());
        int question = rest.indexOf('?');
        Map<String, String> options = new LinkedHashMap<>();
        if (question >= 0) {
            addOptions(options, rest.substring(question + 1));
        }
        addProperties(options, properties);
        checkNames(options);
        return new SqlaneUrl(path(question < 0 ? rest : rest.substring(0, question)), options);
    }

    private static void addOptions(Map<String, String> options, String text) {
        for (String option : text.split("&", -1)) {
            if (option.isEmpty()) {
                continue;
            }
            int equals = option.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException(
                        "\"" + option + "\" in the URL has no value: write option=value, several with & between them");
            }
            String name = decode(option.substring(0, equals));
            if (options.put(name, decode(option.substring(equals + 1))) != null) {
                throw new IllegalArgumentException(name + " is in the URL twice: leave one out");
            }
        }
    }

    private static void addProperties(Map<String, String> options, @Nullable Properties properties) {
        if (properties == null) {
            return;
        }
        properties.forEach((name, value) -> {
            if (!(name instanceof String) || !(value instanceof String)) {
                throw new IllegalArgumentException("property " + name + " is no string: set it by setProperty");
            }
        });
        for (String name : properties.stringPropertyNames()) {
            options.putIfAbsent(name, properties.getProperty(name));
        }
    }

    private static void checkNames(Map<String, String> options) {
        for (String name : CREDENTIALS) {
            String value = options.remove(name);
            if (value != null && !value.isEmpty()) {
                throw new IllegalArgumentException(
                        name + " was given, but SQLite has no users: leave it out, and protect the file by its rights");
            }
        }
        for (String name : options.keySet()) {
            if (NOT_BY_URL.contains(name)) {
                throw new IllegalArgumentException(name
                        + " can't be set by URL, which may come from outside of the program and must not load code:"
                        + (name.equals("pragmas")
                                ? " give each pragma as pragmas.<name>=<value>"
                                : " open the database with Sqlite.builder(path) and use its dataSource()"));
            }
        }
    }

    private static Path path(String text) {
        String name = decode(text);
        if (name.isEmpty()
                || name.startsWith(":")
                || name.toLowerCase(Locale.ROOT).startsWith("file:")) {
            throw new IllegalArgumentException("\"" + name
                    + "\" is not the path of a file, which is what follows " + PREFIX
                    + ": give one, such as " + PREFIX
                    + "app.db; for a database that goes with the program, use Sqlite.temporary()");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + name + "\" is not a path: " + e.getReason(), e);
        }
    }

    /** Decodes what is escaped by percent signs. A plus stays a plus. */
    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int copied = 0;
        for (int percent = text.indexOf('%'); percent >= 0; percent = text.indexOf('%', copied)) {
            bytes.writeBytes(text.substring(copied, percent).getBytes(StandardCharsets.UTF_8));
            int high = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(percent + 2), 16);
            if (low < 0) {
                throw undecodable(text);
            }
            bytes.write(high * 16 + low);
            copied = percent + 3;
        }
        bytes.writeBytes(text.substring(copied).getBytes(StandardCharsets.UTF_8));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw undecodable(text);
        }
    }

    private static IllegalArgumentException undecodable(String text) {
        return new IllegalArgumentException(
                "\"" + text
                        + "\" in the URL can't be decoded: write a percent sign itself as %25, a question mark as %3F, and other characters as they are or as %XX of their UTF-8 bytes");
    }
}
