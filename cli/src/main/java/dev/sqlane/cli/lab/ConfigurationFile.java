package dev.sqlane.cli.lab;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration of the database in a JSON file: {@code {"database":{"maxReadConnections":8,"busyTimeout":"5s"}}}. The keys
 * are those of {@link dev.sqlane.sqlite.SqliteConfiguration#from(Map)}, which refuses unknown ones; {@code pragmas} may be
 * an object and {@code extensions} a list.
 */
final class ConfigurationFile {
    private static final String ROOT = "database";
    private static final String REMEDY = "; write {\"" + ROOT + "\":{\"maxReadConnections\":8,\"busyTimeout\":\"5s\"}}";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ConfigurationFile() {}

    /**
     * Reads the file into flat settings.
     *
     * @throws IllegalArgumentException if the file can't be read or is not of this form; the message names file, line and
     *     remedy
     */
    static Map<String, String> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no configuration file " + file + "; name one that exists");
        }
        JsonNode tree;
        try {
            tree = JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException failure) {
            JsonLocation place = failure.getLocation();
            String where = place == null ? "" : ", line " + place.getLineNr() + ", column " + place.getColumnNr();
            throw new IllegalArgumentException(
                    "configuration file " + file + where + " is not JSON: " + failure.getOriginalMessage() + REMEDY,
                    failure);
        } catch (IOException failure) {
            throw new IllegalArgumentException(
                    "configuration file " + file + " can't be read: " + failure.getMessage() + "; name one that can be",
                    failure);
        }
        if (!tree.isObject()) {
            throw new IllegalArgumentException("configuration file " + file + " is not a JSON object" + REMEDY);
        }
        tree.fieldNames().forEachRemaining(name -> {
            if (!name.equals(ROOT)) {
                throw new IllegalArgumentException("configuration file " + file + " has the unknown key \"" + name
                        + "\" at its top; only \"" + ROOT + "\" is known" + REMEDY);
            }
        });
        JsonNode database = tree.path(ROOT);
        if (!database.isObject()) {
            throw new IllegalArgumentException(
                    "configuration file " + file + " has no object \"" + ROOT + "\" at its top" + REMEDY);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        database.forEachEntry((key, value) -> flatten(file, key, value, settings));
        return settings;
    }

    private static void flatten(Path file, String key, JsonNode value, Map<String, String> settings) {
        if (value.isObject()) {
            value.forEachEntry((name, inner) -> flatten(file, key + "." + name, inner, settings));
        } else if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(text(file, key, item)));
            settings.put(key, String.join(",", items));
        } else {
            settings.put(key, text(file, key, value));
        }
    }

    private static String text(Path file, String key, JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            throw new IllegalArgumentException("configuration file " + file + ": \"" + key + "\" is " + value
                    + "; give it a text, a number or a truth value, or leave it out");
        }
        return value.asText();
    }
}
