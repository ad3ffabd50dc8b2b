package dev.sqlane.spring.boot;

import dev.sqlane.sqlite.SqlaneUrl;
import dev.sqlane.sqlite.SqliteConfiguration;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Which database the application's properties name.
 *
 * @param path of the file; null for a temporary one
 * @param options settings that the URL had, by name
 */
record DatabaseLocation(@Nullable Path path, Map<String, String> options) {
    static final String PATH = "sqlane.path";
    static final String TEMPORARY = "sqlane.temporary";
    static final String URL = "spring.datasource.url";

    private static final String OURS = SqlaneUrl.PREFIX;
    private static final String PLAIN = "jdbc:sqlite:";

    /** Returns whether the properties name a database that Sqlane is to open. */
    static boolean isNamed(Environment environment) {
        return isTemporary(environment) || environment.containsProperty(PATH) || isOurs(environment.getProperty(URL));
    }

    /** Returns whether the application's {@code DataSource} is to be one of another database. */
    static boolean isElsewhere(Environment environment) {
        String url = environment.getProperty(URL);
        return StringUtils.hasText(environment.getProperty("spring.datasource.jndi-name"))
                || (StringUtils.hasText(url) && !isOurs(url));
    }

    private static boolean isTemporary(Environment environment) {
        return environment.getProperty(TEMPORARY, Boolean.class, false);
    }

    private static boolean isOurs(@Nullable String url) {
        return url != null && (url.startsWith(OURS) || url.startsWith(PLAIN));
    }

    /**
     * Reads where the database is.
     *
     * @throws InvalidConfigurationPropertyValueException if a property names no file, or two properties name one each
     */
    static DatabaseLocation of(Environment environment) {
        if (isTemporary(environment)) {
            return new DatabaseLocation(null, Map.of());
        }
        String path = environment.getProperty(PATH);
        String url = environment.getProperty(URL);
        if (path == null) {
            return ofUrl(url == null ? "" : url);
        }
        if (isOurs(url)) {
            throw new InvalidConfigurationPropertyValueException(
                    PATH, path, URL + " names a SQLite database too: leave one of them out.");
        }
        return new DatabaseLocation(file(PATH, path, path), Map.of());
    }

    private static DatabaseLocation ofUrl(String url) {
        if (url.startsWith(PLAIN)) {
            return ofPlainUrl(url);
        }
        try {
            SqlaneUrl parsed = SqlaneUrl.parse(url);
            SqliteConfiguration.from(parsed.options());
            return new DatabaseLocation(parsed.path(), parsed.options());
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(URL, url, e.getMessage() + ".");
        }
    }

    private static DatabaseLocation ofPlainUrl(String url) {
        String path = url.substring(PLAIN.length());
        if (path.indexOf('?') >= 0) {
            throw new InvalidConfigurationPropertyValueException(
                    URL,
                    url,
                    "Its options are those of the plain driver, which do not work with Sqlane: write " + OURS
                            + " and the path, and the settings as sqlane.… properties. "
                            + "To use the plain driver, set sqlane.enabled=false.");
        }
        return new DatabaseLocation(file(URL, url, path), Map.of());
    }

    private static Path file(String property, String value, String path) {
        if (path.isBlank()
                || path.startsWith(":")
                || path.toLowerCase(Locale.ROOT).startsWith("file:")) {
            throw new InvalidConfigurationPropertyValueException(
                    property,
                    value,
                    "It has to name a file by its path, such as app.db. For a database that goes with the application, as in tests, set sqlane.temporary=true.");
        }
        try {
            return Path.of(path);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(
                    property, value, "It is not a path: " + e.getMessage() + ".");
        }
    }
}
