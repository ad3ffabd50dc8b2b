package dev.sqlane.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * Follows {@code docs/getting-started.md} as a reader would, save that it calls the compiler and the JVM itself instead of Maven, which would need what is being
 * built installed: saves the files, compiles and runs them, and compares what they print.
 */
class GettingStartedTest {
    private static final Path CHECKOUT = Path.of("..");
    private static final Pattern FILE =
            Pattern.compile("`([\\w/]+\\.\\w+)`[^`]*:\n\n```(?:xml|java)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern XML_BLOCK = Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern OUTPUT = Pattern.compile("```text\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("```\n(mvn [^\n]*)\n```");

    @TempDir
    Path folder;

    private String guide;

    @BeforeEach
    void saveTheFiles() throws IOException {
        guide = Files.readString(CHECKOUT.resolve("docs/getting-started.md"));
        for (MatchResult file : FILE.matcher(guide).results().toList()) {
            Path path = folder.resolve(file.group(1));
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.group(2));
        }
        assertThat(folder.resolve("pom.xml")).exists();
    }

    private List<String> blocks(Pattern pattern) {
        return pattern.matcher(guide).results().map(found -> found.group(1)).toList();
    }

    @Test
    void theProgramsPrintWhatStandsThere() throws Exception {
        assertThat(compile()).isEmpty();
        assertThat(blocks(COMMAND))
                .containsExactly(
                        "mvn -B -q -DskipTests install",
                        "mvn -q compile exec:java",
                        "mvn -q compile exec:java -Dexec.mainClass=Crowd");
        assertThat(Files.readString(folder.resolve("pom.xml"))).contains("<exec.mainClass>Notes</exec.mainClass>");

        assertThat(blocks(OUTPUT)).containsExactly(run("Notes"), run("Notes"), run("Crowd"));
    }

    @Test
    void whatIsSaidNotToCompileDoesNot() throws Exception {
        List<String> parts = blocks(JAVA_BLOCK).stream()
                .filter(block -> !block.startsWith("import"))
                .toList();
        assertThat(parts).hasSize(1);
        Path notes = folder.resolve("src/main/java/Notes.java");
        String place = "System.out.println(\"note \"";
        String source = Files.readString(notes);
        assertThat(source).contains(place);
        Files.writeString(notes, source.replace(place, parts.get(0) + place));

        assertThat(compile()).contains("ReadConnection cannot be converted to", "1 error");
    }

    @Test
    void theDependenciesAreThoseThatAreInstalled() throws Exception {
        String parent = Files.readString(CHECKOUT.resolve("pom.xml"));
        List<Element> dependencies = new ArrayList<>();
        for (String block : blocks(XML_BLOCK)) {
            dependencies.addAll(dependencies(block));
        }
        assertThat(dependencies.stream().map(dependency -> text(dependency, "artifactId")))
                .containsExactly("sqlane-sqlite", "slf4j-simple", "sqlane-spring-boot-starter");
        for (Element dependency : dependencies) {
            String artifact = text(dependency, "artifactId");
            String version = text(dependency, "version");
            if (text(dependency, "groupId").equals("dev.sqlane")) {
                assertThat(Files.readString(CHECKOUT.resolve(artifact.replace("sqlane-", ""))
                                .resolve("pom.xml")))
                        .contains("<artifactId>" + artifact + "</artifactId>", "<version>" + version + "</version>");
            } else {
                assertThat(parent).contains("<slf4j.version>" + version + "</slf4j.version>");
            }
        }
    }

    private static List<Element> dependencies(String xml) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        NodeList found = document.getElementsByTagName("dependency");
        List<Element> dependencies = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            dependencies.add((Element) found.item(i));
        }
        return dependencies;
    }

    private static String text(Element element, String child) {
        return element.getElementsByTagName(child).item(0).getTextContent();
    }

    /** Returns what the compiler says. */
    private String compile() throws Exception {
        List<String> command = new ArrayList<>(List.of("-d", "classes"));
        try (Stream<Path> files = Files.list(folder.resolve("src/main/java"))) {
            files.forEach(file -> command.add(folder.relativize(file).toString()));
        }
        return start("javac", command);
    }

    private String run(String main) throws Exception {
        return start("java", List.of(main));
    }

    /** Runs a program of the JDK in the folder. Returns what it prints; the JVM's and the library's own warnings are left out, the compiler's are not. */
    private String start(String program, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", program).toString());
        command.add("-cp");
        command.add(classPath());
        command.addAll(arguments);
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(output.toFile());
        if (program.equals("javac")) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(folder.resolve("warnings").toFile());
        }
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }

    /** That of the tests, whose modules have all that the program needs. */
    private static String classPath() {
        return Stream.concat(
                        Stream.of("classes"),
                        Stream.of("jdk.module.path", "java.class.path")
                                .flatMap(name -> Arrays.stream(
                                        System.getProperty(name, "").split(File.pathSeparator))))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
