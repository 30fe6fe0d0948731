import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Asks veraPDF about files as long as somebody asks: the start of the machine is most of the time.
 *
 * Usage: java -cp ... VeraCheck.java, and on standard input one question in each line: FLAVOUR[,FLAVOUR...] TAB FILE [TAB FILE...]
 *
 * Prints, for each file and flavour in order, a line "pass" or "fail" and after it one line "- clause/test (times) message" for each
 * rule that is broken. A file that veraPDF cannot read is "fail" with the reason. The last line of an answer is "end". The program
 * ends with its input, and at once for a flavour that it does not know. What libraries print goes to standard error.
 */
public class VeraCheck {
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        VeraGreenfieldFoundryProvider.initialise();
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String question = questions.readLine(); question != null; question = questions.readLine()) {
            String[] words = question.split("\t");
            StringBuilder report = new StringBuilder();
            for (int index = 1; index < words.length; index++) {
                for (String flavour : words[0].split(",")) {
                    judge(PDFAFlavour.fromString(flavour), Path.of(words[index]), report);
                }
            }
            answers.print(report + "end\n");
            answers.flush();
        }
    }

    private static void judge(PDFAFlavour flavour, Path file, StringBuilder report) {
        if (flavour == PDFAFlavour.NO_FLAVOUR) {
            throw new IllegalArgumentException("no such flavour");
        }
        try (InputStream content = new BufferedInputStream(Files.newInputStream(file));
                PDFAParser parser = Foundries.defaultInstance().createParser(content, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            report.append(result.isCompliant() ? "pass\n" : "fail\n");
            Map<String, Integer> broken = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = assertion.getRuleId().getClause() + "/" + assertion.getRuleId().getTestNumber();
                    broken.merge(rule + " " + oneLine(assertion.getMessage()), 1, Integer::sum);
                }
            }
            broken.forEach((rule, times) -> report.append("- ").append(rule).append(" (").append(times).append(")\n"));
        } catch (Exception fault) {
            report.append("fail\n- ").append(oneLine(fault.toString())).append("\n");
        }
    }

    private static String oneLine(String text) {
        return text == null ? "" : text.replaceAll("\\s+", " ").trim();
    }
}
