package dev.sqlane.sqlite;

import dev.sqlane.Events;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a configuration from a map, as {@link SqliteConfiguration#from(Map)} describes it. */
final class SettingsReader {
    private static final String PRAGMA_PREFIX = "pragmas.";

    /** How a value gets from the map into the builder. */
    @FunctionalInterface
    private interface Setter {
        void set(SqliteConfiguration.Builder builder, String key, Object value);
    }

    private static final Map<String, Setter> SETTERS = setters();

    private SettingsReader() {}

    private static Map<String, Setter> setters() {
        // In the order of the components, for the message that lists them.
        Map<String, Setter> setters = new LinkedHashMap<>();
        setters.put("maxReadConnections", (b, key, value) -> b.maxReadConnections(SettingValues.count(key, value)));
        setters.put("acquireTimeout", (b, key, value) -> b.acquireTimeout(SettingValues.duration(key, value)));
        setters.put("busyTimeout", (b, key, value) -> b.busyTimeout(SettingValues.duration(key, value)));
        setters.put("closeTimeout", (b, key, value) -> b.closeTimeout(SettingValues.duration(key, value)));
        setters.put(
                "synchronous", (b, key, value) -> b.synchronous(SettingValues.constant(key, value, Synchronous.class)));
        setters.put("statementCacheSize", (b, key, value) -> b.statementCacheSize(SettingValues.count(key, value)));
        setters.put("cacheSize", (b, key, value) -> b.cacheSize(SettingValues.bytes(key, value)));
        setters.put("mmapSize", (b, key, value) -> b.mmapSize(SettingValues.bytes(key, value)));
        setters.put("journalSizeLimit", (b, key, value) -> b.journalSizeLimit(SettingValues.bytes(key, value)));
        setters.put("checkpointSize", (b, key, value) -> b.checkpointSize(SettingValues.bytes(key, value)));
        setters.put("maxWalSize", (b, key, value) -> b.maxWalSize(SettingValues.bytes(key, value)));
        setters.put("oldReaderAge", (b, key, value) -> b.oldReaderAge(SettingValues.duration(key, value)));
        setters.put("interruptOldReaders", (b, key, value) -> b.interruptOldReaders(SettingValues.truth(key, value)));
        setters.put("foreignKeys", (b, key, value) -> b.foreignKeys(SettingValues.truth(key, value)));
        setters.put(
                "groupCommit", (b, key, value) -> b.groupCommit(SettingValues.constant(key, value, GroupCommit.class)));
        setters.put("maxGroupTime", (b, key, value) -> b.maxGroupTime(SettingValues.duration(key, value)));
        setters.put("maxGroupSize", (b, key, value) -> b.maxGroupSize(SettingValues.count(key, value)));
        setters.put("asyncQueueSize", (b, key, value) -> b.asyncQueueSize(SettingValues.count(key, value)));
        setters.put(
                "asyncContext",
                (b, key, value) -> b.asyncContext(SettingValues.object(key, value, AsyncContext.class)));
        setters.put("leakStacks", (b, key, value) -> b.leakStacks(SettingValues.truth(key, value)));
        setters.put("pragmas", SettingsReader::setPragmas);
        setters.put(
                "extensions", (b, key, value) -> SettingValues.paths(key, value).forEach(b::extension));
        setters.put(
                "customizer",
                (b, key, value) -> b.customizer(SettingValues.object(key, value, ConnectionCustomizer.class)));
        setters.put("events", (b, key, value) -> b.events(SettingValues.object(key, value, Events.class)));
        return setters;
    }

    static SqliteConfiguration read(Map<String, ?> settings) {
        SqliteConfiguration.Builder builder = SqliteConfiguration.builder();
        settings.forEach((key, value) -> set(builder, key, value));
        return builder.build();
    }

    static SqliteConfiguration read(Properties settings) {
        Map<String, Object> sorted = new TreeMap<>();
        // Also has the names of the default properties, which keySet() leaves out.
        for (String key : settings.stringPropertyNames()) {
            sorted.put(key, settings.getProperty(key));
        }
        settings.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                throw new IllegalArgumentException("a key of the properties has the type "
                        + key.getClass().getTypeName() + ": give the name of a setting as a String");
            }
            sorted.put(name, value);
        });
        return read(sorted);
    }

    private static void set(SqliteConfiguration.Builder builder, String key, Object value) {
        Objects.requireNonNull(key, "name of a setting");
        if (value == null) {
            throw new IllegalArgumentException(key + " has no value: give one, or leave the key out for the default");
        }
        Setter setter = SETTERS.get(key);
        if (setter != null) {
            setter.set(builder, key, value);
        } else if (key.startsWith(PRAGMA_PREFIX)) {
            setPragma(builder, key.substring(PRAGMA_PREFIX.length()), value);
        } else {
            throw new IllegalArgumentException("there is no setting " + key + ": did you mean " + nearest(key)
                    + "? The settings are " + String.join(", ", known()));
        }
    }

    private static void setPragmas(SqliteConfiguration.Builder builder, String key, Object value) {
        if (!(value instanceof Map<?, ?> pragmas)) {
            throw SettingValues.unreadable(key, value, "a map; in text, give each pragma as pragmas.<name>");
        }
        pragmas.forEach((name, setting) -> setPragma(builder, String.valueOf(name), setting));
    }

    private static void setPragma(SqliteConfiguration.Builder builder, String name, Object value) {
        String text = SettingValues.scalar(PRAGMA_PREFIX + name, value);
        builder.pragma(name, text);
    }

    private static List<String> known() {
        return Stream.concat(
                        SETTERS.keySet().stream().filter(name -> !name.equals("pragmas")),
                        Stream.of(PRAGMA_PREFIX + "<name>"))
                .collect(Collectors.toList());
    }

    private static String nearest(String key) {
        String nearest = "";
        int least = Integer.MAX_VALUE;
        for (String name : known()) {
            int distance = distance(comparable(key), comparable(name));
            if (comparable(name).contains(comparable(key))) {
                // An abbreviation is far by letters and near by meaning.
                distance = Math.min(distance, 1);
            }
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return nearest;
    }

    /** {@code cache-size} and {@code CACHE_SIZE} are other habits of writing, not other words. */
    private static String comparable(String name) {
        return name.replaceAll("[-_.<>]", "").toLowerCase(Locale.ROOT);
    }

    /** Returns how many characters have to be put in, taken out or changed to make one text the other. */
    private static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(changed, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
