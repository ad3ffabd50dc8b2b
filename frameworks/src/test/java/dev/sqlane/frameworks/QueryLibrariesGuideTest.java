package dev.sqlane.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The blocks of Java in {@code docs/query-libraries.md} are parts of the tests here. */
final class QueryLibrariesGuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "query-libraries.md");
    private static final Path TESTS = Path.of("src/test/java/dev/sqlane/frameworks");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void eachBlockIsPartOfATest() throws IOException {
        List<String> tests = tests();
        List<String> blocks = JAVA_BLOCK
                .matcher(Files.readString(GUIDE))
                .results()
                .map(block -> withoutSpace(block.group(1)))
                .toList();

        assertThat(blocks)
                .hasSizeGreaterThanOrEqualTo(7)
                .allSatisfy(block ->
                        assertThat(tests).anySatisfy(test -> assertThat(test).contains(block)));
    }

    private static List<String> tests() throws IOException {
        List<String> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(TESTS)) {
            for (Path file : files.toList()) {
                tests.add(withoutSpace(Files.readString(file)));
            }
        }
        return tests;
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s", "");
    }
}
