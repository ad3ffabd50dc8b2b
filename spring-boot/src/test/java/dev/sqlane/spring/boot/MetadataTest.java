package dev.sqlane.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.DatabaseMetaData;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.json.JsonParserFactory;

/** What tools read: descriptions for editors, hints for native images. */
class MetadataTest {
    @Test
    @SuppressWarnings("unchecked")
    void eachPropertyIsDescribed() throws IOException {
        Map<String, Map<String, Object>> properties;
        try (InputStream metadata =
                SqlaneProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            String json = new String(metadata.readAllBytes(), StandardCharsets.UTF_8);
            properties = ((List<Map<String, Object>>)
                            JsonParserFactory.getJsonParser().parseMap(json).get("properties"))
                    .stream()
                            .filter(property ->
                                    String.valueOf(property.get("name")).startsWith("sqlane."))
                            .collect(Collectors.toMap(property -> String.valueOf(property.get("name")), p -> p));
        }
        assertThat(properties).containsKeys("sqlane.path", "sqlane.metrics.task-names");
        assertThat(properties.values())
                .allSatisfy(property ->
                        assertThat(property.get("description")).asString().endsWith("."));
        assertThat(properties.keySet().stream()
                        .map(name -> ConfigurationPropertyName.of(name)
                                .getLastElement(ConfigurationPropertyName.Form.UNIFORM)))
                .containsAll(SqlaneAutoConfigurationTest.settings().stream()
                        .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                        .toList());
    }

    @Test
    void nativeImagesHaveWhatIsReachedByReflection() {
        RuntimeHints hints = new RuntimeHints();
        new SqlaneRuntimeHints().registerHints(hints, getClass().getClassLoader());
        assertThat(RuntimeHintsPredicates.proxies().forInterfaces(DatabaseMetaData.class))
                .accepts(hints);
    }

    @Test
    void theDriverBringsItsOwnFeatureForNativeImages() {
        assertThat(getClass().getResource("/META-INF/native-image/org.xerial/sqlite-jdbc/native-image.properties"))
                .isNotNull();
    }
}
