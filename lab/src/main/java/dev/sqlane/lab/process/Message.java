package dev.sqlane.lab.process;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line between the laboratory and a worker process: a flat JSON object of strings. Written and read by Jackson's streaming
 * part alone, whose classes a short-lived process loads in some 20 ms; its data binding takes ten times as long.
 */
public record Message(Map<String, String> fields) {
    private static final JsonFactory JSON = new JsonFactory();

    public Message {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Makes a message of names and values in turn. */
    public static Message of(Object... namesAndValues) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            fields.put(String.valueOf(namesAndValues[index]), String.valueOf(namesAndValues[index + 1]));
        }
        return new Message(fields);
    }

    static Message parse(String line) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a message: " + line);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() != JsonToken.VALUE_STRING) {
                    throw new IOException("field " + name + " is not a string: " + line);
                }
                fields.put(name, parser.getText());
            }
        }
        return new Message(fields);
    }

    String toLine() {
        StringWriter line = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(line)) {
            generator.writeStartObject();
            for (Map.Entry<String, String> field : fields.entrySet()) {
                generator.writeStringField(field.getKey(), field.getValue());
            }
            generator.writeEndObject();
        } catch (IOException impossible) {
            throw new IllegalStateException("a StringWriter does not fail", impossible);
        }
        return line.toString();
    }

    /** Returns this message with one more field. */
    public Message with(String name, Object value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(name, String.valueOf(value));
        return new Message(more);
    }

    /**
     * Returns a field.
     *
     * @throws IllegalArgumentException if the message does not have it
     */
    public String text(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("message without " + name + ": " + fields);
        }
        return value;
    }

    public long number(String name) {
        return Long.parseLong(text(name));
    }

    public boolean flag(String name) {
        return Boolean.parseBoolean(text(name));
    }
}
