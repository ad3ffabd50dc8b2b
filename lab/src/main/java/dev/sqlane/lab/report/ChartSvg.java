package dev.sqlane.lab.report;

import java.awt.Dimension;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.apache.batik.svggen.SVGSyntax;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Makes SVG of a chart, to stand in a page. Text stays text, to be found, copied and read aloud. The layout was made with a font
 * of this machine, and the reader's may be another: each piece of text is told how long it has to be.
 */
final class ChartSvg {
    private static final String NAMESPACE = "http://www.w3.org/2000/svg";

    private static final String DEFINITIONS = SVGSyntax.ID_PREFIX_GENERIC_DEFS;

    /** Such that are on most machines and look alike; the first of them that is on this one. */
    private static final List<String> FAMILIES = List.of("Arial", "Helvetica", "Liberation Sans", "DejaVu Sans");

    private ChartSvg() {}

    /**
     * Finds out whether charts can be made here.
     *
     * @throws IllegalArgumentException if not; the message says what to do
     */
    static void checkPossible() {
        try {
            metrics(font(Font.PLAIN, 12)).stringWidth("text");
        } catch (RuntimeException | LinkageError | InternalError failure) {
            throw new IllegalArgumentException(
                    "charts need fonts, and Java finds none on this machine (" + failure
                            + "); install fontconfig and a font, such as the packages fontconfig and fonts-dejavu-core, or"
                            + " leave out the page",
                    failure);
        }
    }

    /** Returns a font for charts. */
    static Font font(int style, int size) {
        return new Font(Family.NAME, style, size);
    }

    /** Looked up when first needed: it takes a moment. */
    private static final class Family {
        static final String NAME = find();

        private static String find() {
            Set<String> known = Set.copyOf(Arrays.asList(
                    GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames()));
            return FAMILIES.stream().filter(known::contains).findFirst().orElse(Font.SANS_SERIF);
        }
    }

    /**
     * Draws.
     *
     * @param id of the chart, unlike all others of the page
     * @param title for those who can't see it
     */
    static String of(String id, String title, JFreeChart chart, int width, int height) {
        try {
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(NAMESPACE, "svg", null);
            SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
            context.setComment("");
            context.setPrecision(2);
            context.setIDGenerator(new SVGIDGenerator() {
                @Override
                public String generateID(String prefix) {
                    return id + "-" + super.generateID(prefix);
                }
            });
            SVGGraphics2D graphics = new SVGGraphics2D(context, false);
            graphics.setSVGCanvasSize(new Dimension(width, height));
            chart.draw(graphics, new Rectangle(width, height));
            Element root = graphics.getRoot();
            fix(root, Font.PLAIN, 12);
            describe(root, id, title, width, height);
            return serialised(root);
        } catch (ParserConfigurationException | TransformerException impossible) {
            throw new IllegalStateException("the JDK can make and write XML", impossible);
        }
    }

    private static void describe(Element root, String id, String title, int width, int height) {
        root.removeAttribute("width");
        root.removeAttribute("height");
        root.setAttribute("viewBox", "0 0 " + width + " " + height);
        root.setAttribute("role", "img");
        root.setAttribute("aria-labelledby", id + "-title");
        Element description = root.getOwnerDocument().createElementNS(NAMESPACE, "title");
        description.setAttribute("id", id + "-title");
        description.setTextContent(title);
        root.insertBefore(description, root.getFirstChild());
    }

    /** Goes through the tree with the style and size of font that the elements around have set. */
    private static void fix(Element element, int style, int size) {
        int ownStyle = style;
        if (element.hasAttribute("font-weight")) {
            ownStyle = element.getAttribute("font-weight").equals("bold") ? Font.BOLD : Font.PLAIN;
        }
        int ownSize = element.hasAttribute("font-size")
                ? (int) Math.round(
                        Double.parseDouble(element.getAttribute("font-size").replace("px", "")))
                : size;
        if (element.getAttribute("id").equals(DEFINITIONS)) {
            // Every drawing has one of that id, and nothing points at it.
            element.removeAttribute("id");
        }
        if (element.hasAttribute("font-family")) {
            element.setAttribute("font-family", "'" + Family.NAME + "', Arial, Helvetica, sans-serif");
        }
        if (element.getNodeName().equals("text")) {
            int length = metrics(font(ownStyle, ownSize)).stringWidth(element.getTextContent());
            element.setAttribute("textLength", String.valueOf(length));
            element.setAttribute("lengthAdjust", "spacingAndGlyphs");
            element.removeAttribute("xml:space");
        }
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                fix(inner, ownStyle, ownSize);
            }
        }
    }

    private static FontMetrics metrics(Font font) {
        return new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
                .createGraphics()
                .getFontMetrics(font);
    }

    /** In a page, SVG has no need to name its namespaces. */
    private static String serialised(Element root) throws TransformerException {
        Transformer transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        StringWriter text = new StringWriter();
        transformer.transform(new DOMSource(root), new StreamResult(text));
        return text.toString().replaceAll(" xmlns(:xlink)?=\"[^\"]*\"", "").replaceAll("<!--.*?-->", "");
    }
}
