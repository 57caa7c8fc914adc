import { firstOf, type Match } from "./finding.ts";

/** A few words of the same sentence. */
const near = (most: number): string => String.raw`[^.!?\n]{0,${most}}?`;
const words = (...parts: readonly string[]): RegExp => new RegExp(parts.join(""), "iu");

const not = String.raw`\b(?:do not|don['’]t|never|must not|mustn['’]t|should not|shouldn['’]t|need not|no need to|without|not)\b`;
const telling = String.raw`\b(?:tell|telling|mention|mentioning|inform|informing|reveal|revealing|disclose|disclosing|notify|notifying|explain|explaining|alert|alerting|let|show|showing|ask|asking)\b`;
const person = String.raw`\b(?:user|human|anyone|anybody|person|people)\b`;
const orders = String.raw`\b(?:instructions?|prompts?|rules?|guidance|guidelines?|orders?|directions?|restrictions?|polic(?:y|ies)|safety|limits)\b`;

const overriding: readonly (readonly [RegExp, string])[] = [
  [
    words(
      String.raw`\b(?:ignore|disregard|forget|override|bypass|neglect|set aside)\b${near(40)}`,
      String.raw`\b(?:previous|prior|earlier|above|preceding|all|any|your|system|developer)\b${near(40)}`,
      orders,
    ),
    "Tells the model to set other instructions aside.",
  ],
  [
    words(
      String.raw`\bforget\b${near(20)}\b(?:what|everything|all)\b${near(20)}\b(?:told|said|learned)\b`,
      String.raw`|\b(?:previous|prior|earlier)\b${near(10)}${orders}${near(15)}\b(?:void|invalid|cancelled|no longer|do not (?:apply|count))\b`,
      String.raw`|\byour new (?:task|role|goal|job|instructions?|orders?|purpose)\b`,
      String.raw`|\byou are now\b|\bfrom now on\b${near(12)}\b(?:you|answer|respond|reply|act|obey|always)\b`,
      String.raw`|\bact as (?:an?|the) (?:admin\w*|root|developer|operator|system|unrestricted)\b`,
      String.raw`|\b(?:maintenance|developer|god|debug) mode\b${near(10)}[;,:]|\bpretend (?:that|to be|you)\b|\bjailbreak`,
    ),
    "Gives the model another role or another task.",
  ],
];

const concealing: readonly (readonly [RegExp, string])[] = [
  [
    words(not, near(30), telling, near(35), person),
    "Wants the user not to know or not to be asked.",
  ],
  [
    words(
      not,
      near(15),
      String.raw`\b(?:mention|reveal|disclose|speak of|talk about|explain why)(?:ing)?\b`,
      String.raw`|\bnever (?:speak|talk)\b|\bgive no explanation\b`,
      String.raw`|${person}${near(15)}\b(?:must|should|need|may|shall)(?:n['’]t| not)\b${near(15)}\b(?:know|be (?:informed|told|asked|shown)|see|notice|learn)\b`,
      String.raw`|\bhid(?:e|den|ing)\b${near(25)}\bfrom\b${near(8)}${person}`,
      String.raw`|\bkeep\b${near(20)}\b(?:secret|hidden|quiet)\b${near(15)}\bfrom\b`,
    ),
    "Wants to keep something from the user.",
  ],
  [
    words(
      String.raw`\b(?:secretly|silently|quietly|covertly|discreetly)\b,? (?:add|append|attach|call|collect|copy|forward|include|insert|pass|post|read|run|send|store|submit|transmit|upload|write)\b`,
    ),
    "Wants something done unseen.",
  ],
  [
    words(
      String.raw`\b(?:do not|don['’]t|never|no need to)\b${near(12)}\b(?:ask|wait|request)(?:ing)?\b${near(15)}\b(?:confirmation|permission|approval|consent)\b`,
      String.raw`|\b(?:skip|bypass|avoid)\b${near(12)}\b(?:approval|consent|permission)\b`,
      String.raw`|\buser has (?:already )?(?:agreed|confirmed|approved|consented|accepted)\b`,
    ),
    "Wants to get around the user's consent.",
  ],
  [
    words(
      String.raw`\b(?:when|if)\b${near(20)}\b(?:asked|asks|wonders|wants to know)\b${near(45)}\b(?:deny|lie|say that|claim|pretend|make up)\b`,
      String.raw`|\bmake up\b${near(20)}\b(?:reason|excuse|story)\b`,
    ),
    "Wants the model to lie to the user.",
  ],
];

const steering: readonly (readonly [RegExp, string])[] = [
  [
    words(
      String.raw`\b(?:always|must|mandatory|required|has to|have to|shall)\b${near(40)}\b(?:call|use|invoke|run|prefer)\b${near(15)}\bthis\b${near(45)}\b(?:before|prior to|instead of|over|first)\b${near(25)}\b(?:any|every|all|each|whatever)\b`,
      String.raw`|\b(?:any|every|each) (?:request|query|question|task|answer|reply)\b${near(12)}\b(?:always|must)\b${near(12)}\b(?:call|use|invoke|run)\b${near(8)}\bthis (?:tool|function)\b`,
      String.raw`|\b(?:never|do not|don['’]t)\b${near(6)}\b(?:use|call)\b${near(25)}\b(?:other|another)\b${near(12)}\b(?:tools?|servers?|vendors?|functions?)\b`,
    ),
    "Wants to be preferred to everything else.",
  ],
  [
    words(
      String.raw`\b(?:before|prior to|after|each time|whenever)\b${near(12)}\b(?:using|calling|invoking|running|use|call)\b${near(20)}\b(?:tool|function|this|it)\b${near(25)}\b(?:read|open|fetch|collect|gather|append|cat|send)\b${near(60)}\b(?:file|user|inbox|messages?|history|conversation|notes|settings|configuration)`,
      String.raw`|\byou (?:must|have to|need to|shall)\b${near(10)}\b(?:run|read|open|execute|fetch|cat)\b${near(60)}\band\b${near(10)}\b(?:submit|pass|send|put|include|give|hand|add)\b`,
      String.raw`|\byou must now\b`,
    ),
    "Tells the model to do something else first.",
  ],
  [
    words(
      String.raw`\b(?:pass|include|send|put|insert|copy|submit|transmit|forward|supply|attach|add|append|give|repeat|store|hand|fill)\b${near(50)}(?:\b(?:whole|entire|full|complete|all|last)\b${near(20)}\b(?:conversation|chat|history|messages|prompt)\b|\buser['’]?s? (?:prompt|messages)\b|\bchat history\b|\beverything the user\b)`,
      String.raw`|\bin (?:every|each) (?:of your )?(?:reply|answer|response|message)\b,? (?:insert|add|include|put|mention)\b`,
      String.raw`|\ball (?:the )?messages of (?:this|the) (?:conversation|chat)\b|\byour (?:own )?instructions\b`,
      String.raw`|\badd\b${near(20)}\b(?:of|about) the user to (?:each|every|all)\b`,
    ),
    "Wants to have what the user and the model said.",
  ],
  [
    words(
      String.raw`<\/?\s*(?:important|system|instructions?|hidden|secret|admin|assistant|critical|override|sys)\b[^<>]{0,40}>`,
      String.raw`|\[\/?(?:system|inst|admin)\]|<\|[a-z_]+\|>|#{2,} ?(?:system|instructions?|new rules?)\b`,
      String.raw`|\bsystem (?:instruction|message|notice|override)s?\s*:`,
      String.raw`|(?:^|[.!?\n]\s*)(?:system|assistant|llm|ai)(?: model| assistant)?\s*[:,](?=\s)`,
    ),
    "Looks like a message of the system, not like a description.",
  ],
  [
    words(
      String.raw`\b(?:note to|attention|dear)\b${near(8)}\b(?:assistant|llm|model|ai|agent)\b`,
      String.raw`|\bthe (?:ai |language )?(?:assistant|model|llm)\b${near(6)}\b(?:must|shall|should|has to|needs to)\b`,
      String.raw`|\btreat\b${near(40)}\bas (?:an? )?(?:orders?|instructions?|commands?)\b|\bobey\b|\bcomply with\b${near(20)}\balone\b`,
    ),
    "Speaks to the model instead of describing the tool.",
  ],
];

const patterns = [...overriding, ...concealing, ...steering];

/** Orders to the model where a description of the tool should be. */
export const instruction = (text: string): Match | undefined => firstOf(patterns, text);
