"""Replaces characters that stand for others: radicals in place of ideographs, presentation forms, full-width Latin.

Such characters come from PDFs and old converters. They look like the character that is meant, but they are different
characters: fonts often lack them, and a search does not find them. They are read as the character that is meant, and a
finding reports this. Full-width punctuation is normal in Chinese and stays.

Sources: the Unicode Character Database. The compatibility decompositions give the Kangxi radicals, the CJK compatibility
ideographs and the presentation forms. The property Equivalent_Unified_Ideograph gives the radicals of the supplement,
which have no decomposition.

Private-use characters are treated differently. The standard GB 18030 used some of them for ideographs that Unicode did
not have yet. This module only says which character each of them is today. A text with such a character is refused,
because other software uses the same codes for other characters.

Traditional characters are different again: a text keeps them. But headings, towns and units are known in simplified
characters, so a text is compared with them in simplified characters. Source: the table of simplified characters
(简化字总表, 1986).

A letter and a mark that stands on it may be two characters (`e` and U+0301), as some systems type and name files. Unicode says
that they are the same text as the one character for both, so they are joined without a finding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

_SUPPLEMENT = (
    "⺁⺂⺃⺄⺅⺆⺈⺉⺊⺌⺍⺎⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺯⺰⺱⺲⺴⺶⺹⺺⺻⺼⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈"
    "⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_SUPPLEMENT_MEANT = (
    "厂乛乚乙亻冂刀刂卜小小兀尣尢巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王目示礻糹纟罓罒冗羊耂肀聿肉艹艹艹虎衤覀西见角讠"
    "贝车辶辶辶邑钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_VERTICAL = "︐︑︒︓︔︕︖︗︘︙︰︱︳︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈"
_VERTICAL_MEANT = "，、。：；！？〖〗…：—＿（）｛｝〔〕【】《》〈〉「」『』［］"
_SMALL = "﹐﹑﹒﹔﹕﹖﹗﹘﹙﹚﹛﹜﹝﹞﹟﹠﹡﹢﹣﹤﹥﹦﹨﹩﹪﹫｡｢｣､･"
_SMALL_MEANT = "，、.；：？！—（）｛｝〔〕#&*+-<>=\\$%@。「」、・"


def _stand_ins() -> Iterator[tuple[str, str]]:
    for forms, meant in ((_SUPPLEMENT, _SUPPLEMENT_MEANT), (_VERTICAL, _VERTICAL_MEANT), (_SMALL, _SMALL_MEANT)):
        yield from zip(forms, meant, strict=True)
    decomposed = (
        (0x2F00, 0x2FD5), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F), (0xFB00, 0xFB06), (0x1D400, 0x1D7FF),
    )  # fmt: skip
    for first, last in decomposed:
        for character in map(chr, range(first, last + 1)):
            meant = unicodedata.normalize("NFKC", character)
            if meant != character:
                yield character, meant


STAND_INS: Mapping[str, str] = dict(_stand_ins())
"""Each character that stands for another one, with the text that is meant. Full-width Latin letters are not in it."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_LATIN = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+(?:[＃％＆＇＊＋－．／＠＿～]+[０-９Ａ-Ｚａ-ｚ]+)*[％＋]?")
_SIGNS = {ord(sign): ord(sign) - 0xFEE0 for sign in "＃％＆＇＊＋－．／＠＿～"}
_TABLE = str.maketrans(dict(STAND_INS))
MARKED = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u04ff\u1e00-\u1eff\u3041-\u30ff][\u0300-\u036f\u3099\u309a]+")
"""A letter of Latin, Greek, Cyrillic or kana with marks that are characters of their own. Ideographs have none."""
_LOOKED_FOR = frozenset(STAND_INS) | frozenset(map(chr, _FULL_WIDTH))


def as_meant(text: str) -> tuple[str, tuple[str, ...]]:
    """Replace every character that stands for another one. Return the new text and the replaced characters.

    Each replaced character is returned once, in the order of the text. Full-width letters and digits become half-width
    ones, together with the signs between them.
    """
    if text.isascii():
        return text, ()
    text = MARKED.sub(lambda letter: unicodedata.normalize("NFC", letter[0]), text)
    if _LOOKED_FOR.isdisjoint(text):
        return text, ()
    found = tuple(dict.fromkeys(character for character in text if character in _LOOKED_FOR))
    plain = _LATIN.sub(lambda latin: latin[0].translate(_FULL_WIDTH | _SIGNS), text)
    return plain.translate(_TABLE), found


def _gb18030() -> Iterator[tuple[int, str]]:
    """Yield private-use codes of GB 18030, each with the character that Unicode has for it today.

    The ideographs come in the order of their bytes FE50 to FEA0. Python's codec knows all of them except those that were
    still private-use characters in the 2005 edition (`_OF_2005`). The other characters follow.
    """
    seconds = (*range(0x50, 0x7F), *range(0x80, 0xA1))
    for code, second in enumerate(seconds, 0xE815):
        yield code, bytes((0xFE, second)).decode("gb18030")
    yield from enumerate("︐︒︑︓︔︕︖︗︘︙", 0xE78D)
    yield from enumerate("〾⿰⿱⿲⿳⿴⿵⿶⿷⿸⿹⿺⿻", 0xE7E7)
    yield from ((0xE7C7, "ḿ"), (0xE7C8, "ǹ"), (0xE5E5, "\u3000"))


_OF_2005 = {
    0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA,
    0xE864: 0x9FBB, 0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE,
}  # fmt: skip
"""The ideographs that the 2005 edition still had in the private-use area: each old code with the code that the 2022
edition gives it."""

GB18030_PRIVATE_USE: Mapping[str, str] = {
    chr(code): chr(_OF_2005[code]) if code in _OF_2005 else meant for code, meant in _gb18030()
}
"""The private-use characters of GB 18030-2000 and -2005, with the characters that Unicode has for them now."""

_TRADITIONAL = (
    "皚藹礙愛闇骯襖奧壩罷擺襬敗頒闆辦絆幫綁鎊謗剝飽寶報鮑盃輩貝鋇狽備憊繃筆畢斃幣閉闢邊編貶變辯辮標錶鱉別彆癟瀕濱賓擯餅並併撥缽鉑駁蔔"
    "補佈纔財埰寀採綵參蔘蠶殘慚慘燦蒼艙倉滄廁側冊測層詫攙摻蟬饞讒纏剷鏟產闡顫場嘗嚐長償腸廠暢鈔車徹塵陳襯撐稱懲誠騁喫癡遲馳恥齒熾沖衝"
    "蟲寵疇躊籌綢醜齣櫥廚鋤雛礎儲觸處傳瘡闖創錘鎚脣純綽辭詞賜聰蔥囪從叢湊躥竄錯達獃帶貸擔單鄲撣膽憚誕彈噹當擋黨盪蕩檔搗擣島禱導盜燈鄧"
    "敵滌遞締顛點墊電澱彫琱鵰弔釣調諜疊釘頂錠訂丟東鼕動棟凍鬥犢獨讀賭鍍鍛斷緞兌隊對噸頓鈍奪墮鵝額訛噁惡餓兒爾餌貳發髮罰閥琺礬釩煩範販"
    "飯氾汎訪紡飛誹廢費紛墳奮憤糞豐楓鋒風瘋馮縫諷鳳彿膚輻撫輔賦復複負訃婦縛該鈣蓋幹榦桿趕稈贛岡剛鋼綱崗槓鎬擱鴿閣鉻個箇給龔宮鞏貢鉤溝"
    "構購夠蠱穀顧僱颳剮掛枴柺關觀館慣貫廣規歸龜閨軌詭櫃貴劊輥滾鍋國過駭韓漢號覈閤閡鶴賀橫恆轟鬨鴻紅壺衚鬍餬護滬戶嘩譁華畫劃話懷壞歡環"
    "還緩換喚瘓煥渙黃謊揮輝迴毀燬譭賄穢會燴匯彙諱誨繪葷渾獲穫貨禍擊機積飢饑跡蹟譏雞績緝極輯級擠幾薊劑濟計記際繼紀夾傢莢頰賈鉀價駕殲監"
    "堅箋間艱姦緘繭檢鹼揀撿簡儉減薦檻鑑鑒踐賤見鍵艦劍餞漸濺澗殭薑將漿蔣槳獎講醬膠澆驕嬌攪鉸矯僥腳餃繳絞轎較階節傑潔結誡屆緊錦僅謹進晉"
    "燼儘盡勁荊莖鯨驚經頸靜鏡徑痙競凈淨糾廄舊駒侷舉據鉅鋸懼劇鵑捲絹覺決訣絕鈞軍駿開凱顆殼剋課墾懇摳釦庫褲誇塊儈寬礦曠況虧巋窺饋潰崑綑"
    "睏擴闊蠟臘萊來賴藍欄攔籃闌蘭瀾讕攬覽懶纜爛濫撈勞澇樂鐳纍壘類淚稜釐籬離灕裡鯉禮慄麗厲勵礫厤曆歷瀝隸倆聯蓮連鎌鐮憐漣簾斂臉鏈戀煉鍊"
    "練糧涼樑兩輛諒療遼鐐獵臨鄰鱗凜賃齡鈴淩靈嶺領餾劉龍聾嚨籠壟攏隴樓婁摟簍蘆盧顱廬爐擄滷鹵虜魯賂祿彔錄陸驢呂鋁侶屢縷慮濾綠巒攣孿灤亂"
    "掄輪倫侖崙淪綸論蘿羅邏鑼籮騾駱絡媽瑪碼螞馬罵嗎買麥賣邁脈瞞饅蠻滿謾貓錨鉚貿麼黴沒鎂門悶們懞濛矇錳夢謎彌瀰祕覓冪綿緬麵廟衊滅憫閩鳴"
    "銘謬謀畝吶鈉納難撓腦惱鬧餒內擬膩攆唸孃釀鳥聶嚙齧鑷鎳檸獰寧擰濘鈕紐膿濃農瘧諾歐鷗毆嘔漚盤龐拋賠噴鵬騙飄頻貧蘋憑評潑頗撲鋪僕樸譜棲"
    "慼悽淒臍齊旂騎豈啟氣棄訖牽鉛韆遷簽籤謙錢鉗潛淺譴塹槍嗆牆薔強搶鍬橋喬僑翹竅竊欽親寢輕氫傾頃請慶瓊窮鞦趨區軀驅齲顴權勸卻鵲確讓饒擾"
    "繞熱韌認紉榮絨軟銳閏潤灑薩鰓賽傘喪騷掃澀殺剎紗篩曬刪閃陝贍繕傷賞燒紹賒捨攝懾設紳瀋審嬸腎滲聲昇陞繩勝聖師獅溼濕詩屍蝨時蝕實識駛勢"
    "適釋飾視試壽獸樞輸書贖屬朮術樹豎數帥雙誰稅順說碩爍俬絲飼鬆聳慫頌訟誦蒐擻囌甦蘇泝訴肅痠雖隨綏歲孫損筍簑縮瑣鎖獺撻檯臺颱態攤貪癱灘"
    "壇罈譚談嘆歎湯燙濤絛討騰謄銻題體屜條貼鐵廳聽烴衕銅統頭禿圖塗團糰頹蛻託脫鴕馱駝橢窪襪彎灣翫頑輓萬網韋違圍為濰維葦偉偽緯餵謂衛溫聞"
    "紋穩問甕撾蝸渦窩臥嗚鎢烏汙誣無蕪吳塢霧務誤錫犧襲蓆習銑係繫戲細蝦轄峽俠狹廈嚇鮮縴纖鹹賢銜閑閒絃顯險現獻縣餡羨憲線廂鑲鄉詳響項嚮曏"
    "蕭囂銷曉嘯蠍協挾攜脅諧寫洩瀉謝鋅釁興倖兇洶脩鏽繡虛噓須鬚許敘卹緒續軒懸鏇選癬絢學勛勳燻詢尋馴訓訊遜壓鴉鴨啞亞訝嚥閹煙鹽嚴巖顏閻艷"
    "豔厭硯彥諺驗鴦楊揚瘍陽癢養樣瑤搖堯遙窯謠葯藥爺頁業葉醫銥頤遺儀蟻藝億憶義詣議誼譯異繹廕蔭陰銀飲隱櫻嬰鷹應纓瑩螢營熒蠅贏穎喲擁傭癰"
    "踴詠湧優憂郵鈾猶遊誘輿餘踰魚漁娛與嶼語鬱籲禦癒慾獄譽預馭鴛淵轅園員圓緣遠願約躍鈅鑰嶽粵悅閱雲鄖勻隕運蘊醞暈韻雜災載攢暫讚贊贓臟髒"
    "鑿棗譟皁責擇則澤賊贈紮軋鍘閘柵詐齋債氈霑盞斬輾嶄棧佔戰綻張漲帳賬脹趙蟄轍鍺這貞針鍼偵診鎮陣掙睜猙爭幀癥鄭証證織職執隻紙誌摯擲緻幟"
    "製質滯鍾鐘終種腫眾週謅軸皺晝驟硃豬諸誅燭矚囑貯鑄築註駐專磚轉賺樁莊裝妝壯狀錐贅墜綴諄準濁茲諮資漬蹤綜總縱鄒詛組鉆鑽亙羋嗇厙厴廝靨"
    "贗匭匱賾剄劌剴傴倀傖佇儕儂儔儼儷俁僨傯僂儻儐儺僉糴黌囅鳧兗袞褻臠稟塚訐訌訕謳詎訥詁訶詆詔詘詒誆誄詿詰詼詵詬詮諍諢詡誚誥誑誒諏諑諉"
    "諛諗諂誶諶諫謔謁諤諭諼諳諦諞謨讜謖諡謚謐謫譾譖譙譎讞譫讖巹陘隉鄺鄔鄴郟鄶鄆酈芻奐勱巰堊壙壢壚埡塏塒堝塤壎薌蕓藶莧萇蓯苧蘢蔦塋煢蕘"
    "蓽蕎薈薺犖滎蕁藎蓀葒蒔萵蒞薟蕕鶯蓴縈蕆蕢蔞驀蘺鎣蕷蘞藺蘄藪蘚櫱奩尷捫摶撟摑摜撳攄攖擷擼攛弒嘰嘸囈嚦唄咼嚀噠嘵嗶噦噲嚌噥嘜嘮嗩嘖囀"
    "嘍嚳囁噯轡嚶嚕圇幃幬幘幗嶇峴嵐嶧嶠崢嶗崍嶸嶁巔徠獷獪猻獫玀獼蝟餳飩餼飪飫飭飴餉餑餛餿饃饈饉饌廡菴賡廩懺憮慪愾悵愴懌慟懨惻愷惲慳愜"
    "慍憒懍閂閆闈閎閔閌闥閭閫鬮閬閾閶鬩閿閽閼闃闋闔闐闕闞灃溈瀧瀘濼涇浹湞澮瀏滸潯淶潿瀆澠淥漵灩灄瀅潷瀠瀟瀲瀦瀨灝騫邇逕邐屨弳嫵嫗媯姍"
    "婭嬈孌奼媧嫻嬋媼嬡嬪嬙嬤駔駟駙騶驛駑駘驍驊駢驪騏騍騅驂騭騖驁騮騸驃驄驏驥驤紆紂紇紈纊紜紕紓紺紲紱縐紼絀紿絎絳綆綃綈綾綺緋鞝緄綞綬"
    "綹綣綰緇緙緗緹緲繢緦緶緱縋緡縉縝縟縞縭縊縑繽縹縵縲繆繅纈繚繒韁繾繰繯纘璣瑋瓏頊璽琿璉璦瓔璿瓚韙韞韜榪櫪棖樅梟櫛櫳櫨梔櫟檉椏橈楨榿"
    "樺檜欒欞櫝槧欏槨欖櫬櫚櫸檳櫧檣櫫櫓櫞檁歿殤殞殮殫殯軔軛軻轤軹軼軫轢軺軾輊輇輅輒輦輞輟輜輳轆轔戔戧戩甌曇曄暉曖賁貰貺貽贄貲賅贐賑賚"
    "賕齎賧賻覘覬覡覿覦覯覲覷氂犛毿氌氬氳牘餚朧臚冑脛膾腡醃靦膃齶臏羶歟颮颯颶颼飆轂齏斕煬煒燉熗燁燜燾禰禎禪懟愨懣戇澩磯碭硨礪礱硤磽磧"
    "磣龕眥睞瞼羆羈釓釔釙釗釕釷釧釤鍆釵釹鈦鈑鈐鈁鈧鈄鈥鈀鈺鉦鈷鈳鈽鈸鉞鉬鉭鈿鑠鈰鉉鉈鉍鈮鈹鐸銬銠鉺銪鋮鋏鐃鐺銦鎧銖鋌銩鏵銓鉿鎩銚錚銫"
    "銃鐋銨銣鐒錸鋱鏗鋰鋯鋨銼鋝鋃鋟鋦錒錆錛錁錕錮錈錟錙鍥鍇鍶鍔鍤鎪鍰鏤鏘鐨鏌鎘鐫錼鎦鎰鎵鑌鏢鏜鏝鏍鏞鏃鏑鐔钁鏷鐓鑭鐠鏹鐙鑊鐲鐿鑣穡鳩"
    "鳶鴇鴆鴣鶇鸕鴝鴟鷥鴯鷙鴰鵂鸞鵓鸝鵠鵒鷳鷴鵜鵡鵪鵯鶉鶘鶚鶿鶩鷂鶼鸚鷓鷚鷯鷦鷲鷸鷺鸛癤癘痾皰癆癇癉瘞瘺癭癮癩癲竇窶襠褳襝襉褸襤皸耬聹"
    "聵頇頎頏頡頜潁頦頷顎顓顳顢顙顥顰虯蟣蠆蜆蠔蠣蟶蛺蟯螄蠐蟈蠑螻罌篤筧籩篳箏簀篋籜簞簫簣籪籟艤艫嫋裊羥秈糲糶糝餱餈縶麩趲釅釃鹺躉蹌蹠"
    "躒蹺蹕躚躋躓躑躡蹣躕躪躦觴觶靚靂霽靄齔齟齙齠齜齦齬齪齷黽黿鼉雋讎鑾鏨魷魴鱸穌鮒鱟鮐鮭鮚鮪鮞鱭鮫鯗鱘鯁鱺鰱鰹鰣鰷鯀鯊鯇鯽鯖鯪鯫鯡鯤"
    "鯧鯢鯰鯛鯔鰈鱷鰍鰒鰉鰲鰭鰨鰥鰩鰳鰾鱈鰻鱖鱔鱒鱧韃韉韝鶻髏髖髕魘魎饗饜鬢黷黲鼴"
)
_SIMPLIFIED = (
    "皑蔼碍爱暗肮袄奥坝罢摆摆败颁板办绊帮绑镑谤剥饱宝报鲍杯辈贝钡狈备惫绷笔毕毙币闭辟边编贬变辩辫标表鳖别别瘪濒滨宾摈饼并并拨钵铂驳卜"
    "补布才财采采采彩参参蚕残惭惨灿苍舱仓沧厕侧册测层诧搀掺蝉馋谗缠铲铲产阐颤场尝尝长偿肠厂畅钞车彻尘陈衬撑称惩诚骋吃痴迟驰耻齿炽冲冲"
    "虫宠畴踌筹绸丑出橱厨锄雏础储触处传疮闯创锤锤唇纯绰辞词赐聪葱囱从丛凑蹿窜错达呆带贷担单郸掸胆惮诞弹当当挡党荡荡档捣捣岛祷导盗灯邓"
    "敌涤递缔颠点垫电淀雕雕雕吊钓调谍叠钉顶锭订丢东冬动栋冻斗犊独读赌镀锻断缎兑队对吨顿钝夺堕鹅额讹恶恶饿儿尔饵贰发发罚阀珐矾钒烦范贩"
    "饭泛泛访纺飞诽废费纷坟奋愤粪丰枫锋风疯冯缝讽凤佛肤辐抚辅赋复复负讣妇缚该钙盖干干杆赶秆赣冈刚钢纲岗杠镐搁鸽阁铬个个给龚宫巩贡钩沟"
    "构购够蛊谷顾雇刮剐挂拐拐关观馆惯贯广规归龟闺轨诡柜贵刽辊滚锅国过骇韩汉号核合阂鹤贺横恒轰哄鸿红壶胡胡糊护沪户哗哗华画划话怀坏欢环"
    "还缓换唤痪焕涣黄谎挥辉回毁毁毁贿秽会烩汇汇讳诲绘荤浑获获货祸击机积饥饥迹迹讥鸡绩缉极辑级挤几蓟剂济计记际继纪夹家荚颊贾钾价驾歼监"
    "坚笺间艰奸缄茧检碱拣捡简俭减荐槛鉴鉴践贱见键舰剑饯渐溅涧僵姜将浆蒋桨奖讲酱胶浇骄娇搅铰矫侥脚饺缴绞轿较阶节杰洁结诫届紧锦仅谨进晋"
    "烬尽尽劲荆茎鲸惊经颈静镜径痉竞净净纠厩旧驹局举据巨锯惧剧鹃卷绢觉决诀绝钧军骏开凯颗壳克课垦恳抠扣库裤夸块侩宽矿旷况亏岿窥馈溃昆捆"
    "困扩阔蜡腊莱来赖蓝栏拦篮阑兰澜谰揽览懒缆烂滥捞劳涝乐镭累垒类泪棱厘篱离漓里鲤礼栗丽厉励砾历历历沥隶俩联莲连镰镰怜涟帘敛脸链恋炼炼"
    "练粮凉梁两辆谅疗辽镣猎临邻鳞凛赁龄铃凌灵岭领馏刘龙聋咙笼垄拢陇楼娄搂篓芦卢颅庐炉掳卤卤虏鲁赂禄录录陆驴吕铝侣屡缕虑滤绿峦挛孪滦乱"
    "抡轮伦仑仑沦纶论萝罗逻锣箩骡骆络妈玛码蚂马骂吗买麦卖迈脉瞒馒蛮满谩猫锚铆贸么霉没镁门闷们蒙蒙蒙锰梦谜弥弥秘觅幂绵缅面庙蔑灭悯闽鸣"
    "铭谬谋亩呐钠纳难挠脑恼闹馁内拟腻撵念娘酿鸟聂啮啮镊镍柠狞宁拧泞钮纽脓浓农疟诺欧鸥殴呕沤盘庞抛赔喷鹏骗飘频贫苹凭评泼颇扑铺仆朴谱栖"
    "戚凄凄脐齐旗骑岂启气弃讫牵铅千迁签签谦钱钳潜浅谴堑枪呛墙蔷强抢锹桥乔侨翘窍窃钦亲寝轻氢倾顷请庆琼穷秋趋区躯驱龋颧权劝却鹊确让饶扰"
    "绕热韧认纫荣绒软锐闰润洒萨鳃赛伞丧骚扫涩杀刹纱筛晒删闪陕赡缮伤赏烧绍赊舍摄慑设绅沈审婶肾渗声升升绳胜圣师狮湿湿诗尸虱时蚀实识驶势"
    "适释饰视试寿兽枢输书赎属术术树竖数帅双谁税顺说硕烁私丝饲松耸怂颂讼诵搜擞苏苏苏溯诉肃酸虽随绥岁孙损笋蓑缩琐锁獭挞台台台态摊贪瘫滩"
    "坛坛谭谈叹叹汤烫涛绦讨腾誊锑题体屉条贴铁厅听烃同铜统头秃图涂团团颓蜕托脱鸵驮驼椭洼袜弯湾玩顽挽万网韦违围为潍维苇伟伪纬喂谓卫温闻"
    "纹稳问瓮挝蜗涡窝卧呜钨乌污诬无芜吴坞雾务误锡牺袭席习铣系系戏细虾辖峡侠狭厦吓鲜纤纤咸贤衔闲闲弦显险现献县馅羡宪线厢镶乡详响项向向"
    "萧嚣销晓啸蝎协挟携胁谐写泄泻谢锌衅兴幸凶汹修锈绣虚嘘须须许叙恤绪续轩悬旋选癣绚学勋勋熏询寻驯训讯逊压鸦鸭哑亚讶咽阉烟盐严岩颜阎艳"
    "艳厌砚彦谚验鸯杨扬疡阳痒养样瑶摇尧遥窑谣药药爷页业叶医铱颐遗仪蚁艺亿忆义诣议谊译异绎荫荫阴银饮隐樱婴鹰应缨莹萤营荧蝇赢颖哟拥佣痈"
    "踊咏涌优忧邮铀犹游诱舆余逾鱼渔娱与屿语郁吁御愈欲狱誉预驭鸳渊辕园员圆缘远愿约跃钥钥岳粤悦阅云郧匀陨运蕴酝晕韵杂灾载攒暂赞赞赃脏脏"
    "凿枣噪皂责择则泽贼赠扎轧铡闸栅诈斋债毡沾盏斩辗崭栈占战绽张涨帐账胀赵蛰辙锗这贞针针侦诊镇阵挣睁狰争帧症郑证证织职执只纸志挚掷致帜"
    "制质滞钟钟终种肿众周诌轴皱昼骤朱猪诸诛烛瞩嘱贮铸筑注驻专砖转赚桩庄装妆壮状锥赘坠缀谆准浊兹咨资渍踪综总纵邹诅组钻钻亘芈啬厍厣厮靥"
    "赝匦匮赜刭刿剀伛伥伧伫侪侬俦俨俪俣偾偬偻傥傧傩佥籴黉冁凫兖衮亵脔禀冢讦讧讪讴讵讷诂诃诋诏诎诒诓诔诖诘诙诜诟诠诤诨诩诮诰诳诶诹诼诿"
    "谀谂谄谇谌谏谑谒谔谕谖谙谛谝谟谠谡谥谥谧谪谫谮谯谲谳谵谶卺陉陧邝邬邺郏郐郓郦刍奂劢巯垩圹坜垆垭垲埘埚埙埙芗芸苈苋苌苁苎茏茑茔茕荛"
    "荜荞荟荠荦荥荨荩荪荭莳莴莅莶莸莺莼萦蒇蒉蒌蓦蓠蓥蓣蔹蔺蕲薮藓蘖奁尴扪抟挢掴掼揿摅撄撷撸撺弑叽呒呓呖呗呙咛哒哓哔哕哙哜哝唛唠唢啧啭"
    "喽喾嗫嗳辔嘤噜囵帏帱帻帼岖岘岚峄峤峥崂崃嵘嵝巅徕犷狯狲猃猡猕猬饧饨饩饪饫饬饴饷饽馄馊馍馐馑馔庑庵赓廪忏怃怄忾怅怆怿恸恹恻恺恽悭惬"
    "愠愦懔闩闫闱闳闵闶闼闾阃阄阆阈阊阋阌阍阏阒阕阖阗阙阚沣沩泷泸泺泾浃浈浍浏浒浔涞涠渎渑渌溆滟滠滢滗潆潇潋潴濑灏骞迩迳逦屦弪妩妪妫姗"
    "娅娆娈姹娲娴婵媪嫒嫔嫱嬷驵驷驸驺驿驽骀骁骅骈骊骐骒骓骖骘骛骜骝骟骠骢骣骥骧纡纣纥纨纩纭纰纾绀绁绂绉绋绌绐绗绛绠绡绨绫绮绯绱绲缍绶"
    "绺绻绾缁缂缃缇缈缋缌缏缑缒缗缙缜缛缟缡缢缣缤缥缦缧缪缫缬缭缯缰缱缲缳缵玑玮珑顼玺珲琏瑷璎璇瓒韪韫韬杩枥枨枞枭栉栊栌栀栎柽桠桡桢桤"
    "桦桧栾棂椟椠椤椁榄榇榈榉槟槠樯橥橹橼檩殁殇殒殓殚殡轫轭轲轳轵轶轸轹轺轼轾辁辂辄辇辋辍辎辏辘辚戋戗戬瓯昙晔晖暧贲贳贶贻贽赀赅赆赈赉"
    "赇赍赕赙觇觊觋觌觎觏觐觑牦牦毵氇氩氲牍肴胧胪胄胫脍脶腌腼腽腭膑膻欤飑飒飓飕飙毂齑斓炀炜炖炝烨焖焘祢祯禅怼悫懑戆泶矶砀砗砺砻硖硗碛"
    "碜龛眦睐睑罴羁钆钇钋钊钌钍钏钐钔钗钕钛钣钤钫钪钭钬钯钰钲钴钶钸钹钺钼钽钿铄铈铉铊铋铌铍铎铐铑铒铕铖铗铙铛铟铠铢铤铥铧铨铪铩铫铮铯"
    "铳铴铵铷铹铼铽铿锂锆锇锉锊锒锓锔锕锖锛锞锟锢锩锬锱锲锴锶锷锸锼锾镂锵镄镆镉镌镎镏镒镓镔镖镗镘镙镛镞镝镡镢镤镦镧镨镪镫镬镯镱镳穑鸠"
    "鸢鸨鸩鸪鸫鸬鸲鸱鸶鸸鸷鸹鸺鸾鹁鹂鹄鹆鹇鹇鹈鹉鹌鹎鹑鹕鹗鹚鹜鹞鹣鹦鹧鹨鹩鹪鹫鹬鹭鹳疖疠疴疱痨痫瘅瘗瘘瘿瘾癞癫窦窭裆裢裣裥褛褴皲耧聍"
    "聩顸颀颃颉颌颍颏颔颚颛颞颟颡颢颦虬虮虿蚬蚝蛎蛏蛱蛲蛳蛴蝈蝾蝼罂笃笕笾筚筝箦箧箨箪箫篑簖籁舣舻袅袅羟籼粝粜糁糇糍絷麸趱酽酾鹾趸跄跖"
    "跞跷跸跹跻踬踯蹑蹒蹰躏躜觞觯靓雳霁霭龀龃龅龆龇龈龉龊龌黾鼋鼍隽雠銮錾鱿鲂鲈稣鲋鲎鲐鲑鲒鲔鲕鲚鲛鲞鲟鲠鲡鲢鲣鲥鲦鲧鲨鲩鲫鲭鲮鲰鲱鲲"
    "鲳鲵鲶鲷鲻鲽鳄鳅鳆鳇鳌鳍鳎鳏鳐鳓鳔鳕鳗鳜鳝鳟鳢鞑鞯鞲鹘髅髋髌魇魉飨餍鬓黩黪鼹"
)

SIMPLIFIED: Mapping[str, str] = dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
"""Each traditional character with its simplified one.

Only characters are in it that GB 2312 does not have, so that no simplified text is changed by it (乾 of 乾隆 stays as it is).
"""

_IN_SIMPLIFIED = str.maketrans(dict(SIMPLIFIED))


def in_simplified(text: str) -> str:
    """The text with every traditional character as its simplified one, to compare it with known words.

    What is printed keeps the characters that were typed: a person's name may be registered in traditional ones.
    """
    return text if text.isascii() else text.translate(_IN_SIMPLIFIED)
